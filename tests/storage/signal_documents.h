#pragma once
// An OTLP document of all three signals, and what is made of its parts.

#include <string>

namespace causeway::test {

// One trace of two spans, a log record in the second, a series of two points.
inline const char *const kMixed =
    R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}},{"key":"host.name","value":{"stringValue":"h1"}}]},"scopeSpans":[{"scope":{"name":"lib","version":"1.2"},"spans":[)"
    R"({"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","name":"GET /","kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000100000000","status":{}},)"
    R"({"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b8","parentSpanId":"00f067aa0ba902b7","name":"query \"x\"","kind":3,"startTimeUnixNano":"1700000000010000000","endTimeUnixNano":"1700000000050000000",)"
    R"("attributes":[{"key":"rows","value":{"intValue":"3"}},{"key":"ratio","value":{"doubleValue":2}},{"key":"db","value":{"stringValue":"pg"}}],)"
    R"("events":[{"timeUnixNano":"1700000000020000000","name":"retry","attributes":[{"key":"n","value":{"intValue":"1"}}]}],)"
    R"("links":[{"traceId":"aaf92f3577b34da6a3ce929d0e0e4736","spanId":"11f067aa0ba902b7"}],"status":{"code":2,"message":"time-out"}}]}]}]})"
    "\n"
    R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}}]},"scopeLogs":[{"logRecords":[)"
    R"({"timeUnixNano":"1700000000030000000","severityNumber":17,"body":{"stringValue":"query 7 failed"},"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b8","attributes":[{"key":"code","value":{"intValue":"57"}}]}]}]}]})"
    "\n"
    R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"web"}}]},"scopeMetrics":[{"metrics":[{"name":"load","unit":"1","gauge":{"dataPoints":[)"
    R"({"timeUnixNano":"1700000060000000000","asDouble":0.5},{"timeUnixNano":"1700000000000000000","asDouble":0.25}]}}]}]}]})"
    "\n";

inline const char *const kEvents = R"([{"time_ns":1700000000020000000,"name":"retry","attributes":{"n":1}}])";
inline const char *const kLinks = R"([{"trace":"aaf92f3577b34da6a3ce929d0e0e4736","span":"11f067aa0ba902b7","attributes":{}}])";
inline const char *const kLine =
    R"({"time":"2023-11-14T22:13:20.030Z","level":"error","service":"web","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b8","attributes":{"code":57},"message":"query 7 failed"})"
    "\n";

// A point of "cpu" with attributes of its own. resource: attributes as OTLP writes them.
inline std::string metricOf(const std::string &resource)
{
    return R"({"resourceMetrics":[{"resource":{"attributes":[)" + resource + R"(]},"scopeMetrics":[{"metrics":[{"name":"cpu","gauge":{"dataPoints":[{"timeUnixNano":"1700000000000000000","asDouble":1,"attributes":[)"
           R"({"key":"state","value":{"stringValue":"user"}},{"key":"id","value":{"intValue":"7"}}]}]}}]}]}]})";
}
// What is then told of the series.
struct ResourceRow {
    const char *name, *resource, *service, *pod, *attributes;
};
inline const ResourceRow kResourceRows[] = {
    {"nothing", "", "", "", R"({"state":"user","id":7})"},
    {"service", R"({"key":"service.name","value":{"stringValue":"web"}},{"key":"host.name","value":{"stringValue":"h1"}})", "web", "",
     R"({"state":"user","id":7,"service.name":"web","host.name":"h1"})"},
    {"container", R"({"key":"container.name","value":{"stringValue":"adservice"}},{"key":"container.cpus","value":{"doubleValue":2}})", "adservice", "adservice",
     R"({"state":"user","id":7,"container.name":"adservice","container.cpus":2.0})"},
    {"kubernetes", R"({"key":"k8s.pod.name","value":{"stringValue":"ad-7f"}},{"key":"k8s.deployment.name","value":{"stringValue":"ad"}},{"key":"container.name","value":{"stringValue":"app"}})", "ad", "ad-7f",
     R"({"state":"user","id":7,"k8s.pod.name":"ad-7f","k8s.deployment.name":"ad","container.name":"app"})"},
    {"host", R"({"key":"host.name","value":{"stringValue":"h1"}})", "", "h1", R"({"state":"user","id":7,"host.name":"h1"})"},
    {"the point's own wins", R"({"key":"state","value":{"stringValue":"idle"}},{"key":"zone","value":{"stringValue":"a \"b\""}})", "", "", R"({"state":"user","id":7,"zone":"a \"b\""})"},
};

} // namespace causeway::test
