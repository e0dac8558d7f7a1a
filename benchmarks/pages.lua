-- requests a second, 95 of 100 within milliseconds, errors
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("%.1f %.3f %d\n", summary.requests / summary.duration * 1e6, latency:percentile(95) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
