-- One change of one session: compare the tag, write, renew the expiry, tell everyone the new tag and, after a space,
-- the new core.
-- KEYS: core, box.  ARGV: channel, expected tag ("" for a new session), new tag, core ("" deletes), milliseconds to live
-- for a new session and by which another is prolonged, then the digests of boxes that have done their
-- work (with a space between two), then digest and bytes of each new box.
-- How long is left is counted by the engine alone: the clock of a hub may be wrong, or jump.
-- Answers {1} when written, {0} when there is no such session, {2, tag, core} when somebody else was faster.
local tag = redis.call('HGET', KEYS[1], 'tag')
if tag == ARGV[3] then
  return {1}
end
if ARGV[2] == '' then
  if tag then
    return {2, tag, redis.call('HGET', KEYS[1], 'core')}
  end
elseif not tag then
  return {0}
elseif tag ~= ARGV[2] then
  return {2, tag, redis.call('HGET', KEYS[1], 'core')}
end
if ARGV[4] == '' then
  redis.call('DEL', KEYS[1], KEYS[2])
else
  for digest in string.gmatch(ARGV[6], '%S+') do
    redis.call('HDEL', KEYS[2], digest)
  end
  for i = 7, #ARGV, 2 do
    redis.call('HSETNX', KEYS[2], ARGV[i], ARGV[i + 1])
  end
  redis.call('HSET', KEYS[1], 'tag', ARGV[3], 'core', ARGV[4])
  -- The boxes live as long as the core. The first of them has nothing to live by yet.
  if ARGV[5] ~= '0' or (#ARGV > 6 and redis.call('PTTL', KEYS[2]) < 0) then
    local left = (tag and redis.call('PTTL', KEYS[1]) or 0) + ARGV[5]
    -- An engine that has lost how long a session lives must not lose the session for it.
    if left > 0 then
      redis.call('PEXPIRE', KEYS[1], left)
      redis.call('PEXPIRE', KEYS[2], left)
    end
  end
end
redis.call('SPUBLISH', ARGV[1], ARGV[3] .. ' ' .. ARGV[4])
return {1}
