package io.longhaul.engine.store;

/// How a job shares gates with others: calls go 8 : 4 : 1.
public enum Priority {
    LOW(1),
    MEDIUM(4),
    HIGH(8);

    private final int weight;

    Priority(int weight) {
        this.weight = weight;
    }

    public int weight() {
        return weight;
    }

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
