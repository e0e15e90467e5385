-- Sends requests that were prepared before: six digits of length, then the request's bytes, one after another.
-- The loader then only copies, so that what is measured is the server.
local prepared, at = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local from, count = tonumber(args[2] or "0"), tonumber(args[3] or "1000000000")
  local seen = 0
  while seen < from + count do
    local length = file:read(6)
    if not length then break end
    if seen < from then
      file:seek("cur", tonumber(length))
    else
      prepared[#prepared + 1] = file:read(tonumber(length))
    end
    seen = seen + 1
  end
  file:close()
end

function request()
  at = at + 1
  if at > #prepared then
    -- The same request over and over begins again; counters must not.
    if prepared[1] ~= prepared[#prepared] then wrk.thread:stop() end
    at = 1
  end
  return prepared[at]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %.3f %.3f\n", summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
