#pragma once
// Requests to a small shop as Zipkin tells them, and what it logs meanwhile as lines of JSON.

#include <cstdint>
#include <string>

namespace causeway::test {

constexpr std::int64_t kShopStartUs = 1'700'000'000'000'000;

inline std::string zipkinSpan(const std::string &trace, const std::string &id, const std::string &parent, const std::string &service, const std::string &name, std::int64_t fromUs,
                              std::int64_t tookUs, bool error = false)
{
    return R"({"traceId":")" + trace + R"(","id":")" + id + "\"," + (parent.empty() ? "" : R"("parentId":")" + parent + "\",") + R"("name":")" + name + R"(","timestamp":)" +
           std::to_string(kShopStartUs + fromUs) + R"(,"duration":)" + std::to_string(tookUs) + R"(,"localEndpoint":{"serviceName":")" + service + "\"}" +
           (error ? R"(,"tags":{"error":"500"})" : "") + "}";
}

// Request n, n seconds after the start: web asks shop, and begins to do so in the microsecond in which it begins itself; the call's id
// is the lower one.
inline std::string shopRequest(int n, bool error = false)
{
    char trace[33];
    std::snprintf(trace, sizeof trace, "%032x", n + 1);
    const std::int64_t at = std::int64_t{n} * 1'000'000;
    return zipkinSpan(trace, "000000000000000a", "000000000000000b", "web", "call shop", at, 50'000) + ",\n" +
           zipkinSpan(trace, "000000000000000b", "", "web", "get /orders/" + std::to_string(100 + n), at, 50'000) + ",\n" +
           zipkinSpan(trace, "000000000000000c", "000000000000000a", "shop", "load order", at + 5'000, 20'000, error);
}

inline std::string shopRequests(int from, int to)
{
    std::string text = "[";
    for (int n = from; n < to; ++n)
        text += (n == from ? "" : ",\n") + shopRequest(n);
    return text + "]\n";
}

// In the microsecond in which shop begins. The trace's id is written without leading zeros and in capitals.
inline std::string shopLine(int n)
{
    char line[200];
    std::snprintf(line, sizeof line, R"({"time":"2023-11-14T22:%02d:%02d.005000Z","level":"INFO","service":"shop","trace_id":"%X","span_id":"000000000000000c","message":"order %d is loaded"})" "\n",
                  13 + (20 + n) / 60, (20 + n) % 60, n + 1, 100 + n);
    return line;
}

inline std::string shopLines(int from, int to)
{
    std::string text;
    for (int n = from; n < to; ++n)
        text += shopLine(n);
    return text;
}

} // namespace causeway::test
