-- Asks for the paths that the file PATHS lists, one a line, in turn.

local paths = {}
for path in io.lines(os.getenv("PATHS")) do
   paths[#paths + 1] = path
end
local number = 0

function request()
   number = number % #paths + 1
   return wrk.format("GET", paths[number])
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format("RESULT %d %d %.3f %.3f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000,
      latency:percentile(99) / 1000, errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
