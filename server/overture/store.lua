-- One change of one session: compare the tag, write, renew the expiry, tell everyone the new tag and, after a space,
-- the new core.
-- KEYS: core, box.  ARGV: channel, expected tag ("" for a new session), new tag, core ("" deletes), expiry in
-- milliseconds since the epoch, then digest and bytes of each new box.
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
  for i = 6, #ARGV, 2 do
    redis.call('HSETNX', KEYS[2], ARGV[i], ARGV[i + 1])
  end
  redis.call('HSET', KEYS[1], 'tag', ARGV[3], 'core', ARGV[4])
  redis.call('PEXPIREAT', KEYS[1], ARGV[5])
  redis.call('PEXPIREAT', KEYS[2], ARGV[5])
end
redis.call('SPUBLISH', ARGV[1], ARGV[3] .. ' ' .. ARGV[4])
return {1}
