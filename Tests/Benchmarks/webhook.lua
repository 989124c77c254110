-- Posts webhooks of ALERTS new alerts each: every alert is a series of its own, on one of 200 workloads.
-- With REPEAT it posts the same notifications over and over, as Alertmanager's repeat_interval does.

local alerts = tonumber(os.getenv("ALERTS"))
local isRepeat = os.getenv("REPEAT") == "1"
local start = os.getenv("START")
local threads = 0
local headers = { ["Content-Type"] = "application/json" }

function setup(thread)
   thread:set("id", threads)
   threads = threads + 1
end

function init()
   number = id * 2 ^ 32 + tonumber(os.getenv("SEED")) * 2 ^ 24
   first = number
end

local head = '{"version":"4","receiver":"whence","status":"firing","groupKey":"{}","truncatedAlerts":0,"groupLabels":{},"commonLabels":{},'
   .. '"commonAnnotations":{},"externalURL":"http://alertmanager:9093","alerts":['
local form = '{"status":"firing","labels":{"alertname":"KubePodNotReady","cluster":"bench","job":"kube-state-metrics","namespace":"shop",'
   .. '"pod":"app-%d-7c9d8f6b54-x2x9k","deployment":"app-%d","severity":"warning","series":"%d"},"annotations":{"summary":"Pod has been in a '
   .. 'non-ready state for more than 15 minutes.","runbook_url":"https://runbooks.example.com/kubepodnotready"},"startsAt":"' .. start
   .. '","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus:9090/graph?g0.expr=up","fingerprint":"%016x"}'

function request()
   local parts = {}
   if isRepeat then number = first + (number - first) % 1000 end
   for i = 1, alerts do
      number = number + 1
      local workload = number % 200
      parts[i] = form:format(workload, workload, number, number)
   end
   return wrk.format("POST", "/webhook/alertmanager", headers, head .. table.concat(parts, ",") .. "]}")
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format("RESULT %d %d %.3f %.3f %d\n", summary.requests, summary.duration, latency:percentile(50) / 1000,
      latency:percentile(99) / 1000, errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
