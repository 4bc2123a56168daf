-- Writes only what takes nothing away. KEYS[i] gets ARGV[i]: a letter for the rule, then the value.
--   d  data: written unless what stands there knows something that the value does not
--   m  marker: written where nothing stands, or a marker of ours
--   u  no marker: a marker of ours goes, any other stays
-- Returns the positions of data that was not written.
-- One script, so that nobody writes between the look and the writing, and one command, whatever the number of keys.
local LARGEST = 1048576

-- Text, '' where nothing stands; nil for another type.
local function text(key)
  local found = redis.pcall('GETRANGE', key, 0, LARGEST)
  if type(found) == 'string' then return found end
end

local function object(json)
  local fine, value = pcall(cjson.decode, json)
  if fine and type(value) == 'table' then return value end
end

local function known(value)
  return value ~= nil and value ~= cjson.null
end

-- Whether all that theirs knows is known in ours: each year, and each field of it.
local function covers(ours, theirs)
  for year, fields in pairs(theirs) do
    if type(fields) ~= 'table' then
      if known(fields) then return false end
    else
      for name, value in pairs(fields) do
        local year_of_ours = ours[year]
        if known(value) and (type(year_of_ours) ~= 'table' or not known(year_of_ours[name])) then return false end
      end
    end
  end
  return true
end

local function may_replace(found, value)
  if found == nil or found == '' then return true end
  if #found > LARGEST then return false end
  local theirs = object(found)
  return theirs == nil or covers(object(value), theirs)
end

local function is_ours(found)
  if found == nil or #found > LARGEST then return false end
  local marker = object(found)
  return marker ~= nil and marker.by == 'longhaul'
end

local writes, gone, stayed = {}, {}, {}
for i, key in ipairs(KEYS) do
  local rule, value = ARGV[i]:sub(1, 1), ARGV[i]:sub(2)
  local found = text(key)
  if rule == 'd' then
    if may_replace(found, value) then
      if found ~= value then writes[#writes + 1] = key; writes[#writes + 1] = value end
    else
      stayed[#stayed + 1] = i
    end
  elseif rule == 'm' then
    if found == '' or is_ours(found) then writes[#writes + 1] = key; writes[#writes + 1] = value end
  elseif is_ours(found) then
    gone[#gone + 1] = key
  end
end
if #writes > 0 then redis.call('MSET', unpack(writes)) end
if #gone > 0 then redis.call('DEL', unpack(gone)) end
return stayed
