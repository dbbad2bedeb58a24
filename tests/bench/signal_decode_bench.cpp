// How fast documents of signals are decoded, on one core, into a sink that only counts: bench_signal_decode

#include <benchmark/benchmark.h>

#include <string>

#include "analysis/decode/signals/signal_decoder.h"
#include "tests/support/test_data.h"

using namespace causeway;
using namespace causeway::decode;

namespace {

constexpr std::size_t kBytes = 64u << 20;
constexpr std::size_t kPiece = 1u << 20;

class Sum final : public SignalSink {
public:
    ResourceId resource(Attributes attributes) override
    {
        elements += attributes.size();
        return ResourceId(1);
    }
    void span(const Span &span) override { elements += 1 + span.attributes.size() + span.events.size(); }
    void log(const LogRecord &record) override { elements += 1 + record.attributes.size(); }
    void point(const MetricPoint &point) override { elements += 1 + point.attributes.size(); }
    void skipped(const Message &, SignalPlace) override { ++skips; }
    void noted(const Message &, SignalPlace) override {}
    std::size_t elements = 0, skips = 0;
};

// The files' bodies behind one header, again and again up to kBytes.
std::string repeated(const std::vector<std::string> &files, bool header)
{
    std::string all, bodies;
    for (const std::string &file : files) {
        const std::string path = causeway::test::dataPath(file);
        if (path.empty())
            return {};
        const std::string text = causeway::test::readFile(path);
        const std::size_t body = header ? text.find('\n') + 1 : 0;
        if (all.empty())
            all = text.substr(0, body);
        bodies += text.substr(body);
    }
    while (!bodies.empty() && all.size() < kBytes)
        all += bodies;
    return all;
}

void decodeFiles(benchmark::State &state, const char *format, const std::vector<std::string> &files, bool header)
{
    const std::string text = repeated(files, header);
    if (text.empty()) {
        state.SkipWithError("the data folder does not hold the files (set CAUSEWAY_DATA)");
        return;
    }
    Sum sum;
    for (auto _ : state) {
        auto decoder = makeSignalDecoder(format, sum);
        for (std::size_t at = 0; at < text.size(); at += kPiece)
            (void)(*decoder)->feed(std::string_view(text).substr(at, kPiece));
        (void)(*decoder)->finish();
    }
    benchmark::DoNotOptimize(sum.elements);
    if (sum.skips > 0)
        state.SkipWithError("elements were skipped");
    state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
}

} // namespace

BENCHMARK_CAPTURE(decodeFiles, otlp_json, "otlp-json", {"otlp/otel_demo.jsonl.gz"}, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decodeFiles, zipkin_json, "zipkin-json", {"zipkin/smartthings-mobile-web-install.json"}, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decodeFiles, nezha_trace_csv, "nezha-trace-csv", {"nezha/OnlineBoutique/2022-08-22/trace/07_28_trace.csv.gz"}, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(decodeFiles, metrics_csv, "metrics-csv", {"nezha/OnlineBoutique/2022-08-22/metric/emailservice-55fdc5b988-f6xth_metric.csv.gz"}, true)
    ->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
