// Lines and bytes a second of decoding, by system of loghub, and of times, where the data is there.

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "analysis/decode/layout.h"
#include "tests/support/test_data.h"

namespace {

using namespace causeway;
using namespace causeway::decode;

std::vector<std::string> linesOf(const std::string &file)
{
    const std::string path = causeway::test::dataPath(file);
    if (path.empty())
        return {};
    auto lines = causeway::test::readLines(path);
    for (std::string &line : lines)
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
    return lines;
}

void decodeLines(benchmark::State &state, const std::vector<std::string> &lines)
{
    const std::vector<std::string_view> views(lines.begin(), lines.end());
    if (views.empty()) {
        state.SkipWithError("the data folder is absent");
        return;
    }
    const Detection detection = detectLayouts(views, 2024);
    auto decoder = SourceDecoder::make(detection.layouts);
    if (!decoder) {
        state.SkipWithError(decoder.error().toEnglish().c_str());
        return;
    }
    std::size_t bytes = 0;
    for (const std::string &line : lines)
        bytes += line.size() + 1;
    Record record;
    std::uint16_t layout = 0;
    for (auto _ : state)
        for (const std::string_view line : views) {
            decoder->decode(line, record, layout);
            benchmark::DoNotOptimize(record.fields.data());
        }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * lines.size()));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
}

constexpr const char *kSystems[] = {"Apache", "BGL", "HDFS", "Hadoop", "Linux", "OpenSSH", "OpenStack", "Proxifier", "Spark", "Zookeeper"};

void decodeSystem(benchmark::State &state, const std::string &system) { decodeLines(state, linesOf("loghub/" + system + "/" + system + "_2k.log")); }

void decodeMixed(benchmark::State &state)
{
    std::vector<std::string> mixed;
    std::vector<std::vector<std::string>> systems;
    for (const char *system : kSystems)
        systems.push_back(linesOf(std::string("loghub/") + system + "/" + system + "_2k.log"));
    for (std::size_t i = 0; i < 2000; ++i)
        for (const auto &lines : systems)
            if (i < lines.size())
                mixed.push_back(lines[i]);
    decodeLines(state, mixed);
}

void renderTime(benchmark::State &state, const char *spec)
{
    const auto format = TimeFormat::fromSpec(spec);
    TimeParser parser(*format, {});
    std::string out;
    std::int64_t ns = 1'445'191'307'978'000'000;
    for (auto _ : state) {
        out.clear();
        parser.render({ns}, out);
        benchmark::DoNotOptimize(out.data());
        ns += 1'000'000;
    }
}

void parseTimeText(benchmark::State &state, const char *spec, const char *text)
{
    const auto format = TimeFormat::fromSpec(spec);
    TimeParser parser(*format, {});
    for (auto _ : state)
        benchmark::DoNotOptimize(parser.parse(text));
}

const int kRegistered = [] {
    for (const char *system : kSystems)
        benchmark::RegisterBenchmark((std::string("decode/") + system).c_str(), [system](benchmark::State &state) { decodeSystem(state, system); });
    benchmark::RegisterBenchmark("decode/mixed", decodeMixed);
    benchmark::RegisterBenchmark("decode/nezha", [](benchmark::State &state) { decodeLines(state, linesOf("nezha/TrainTicket/2023-01-29/log/14_51_log.csv.gz")); });
    benchmark::RegisterBenchmark("decode/json", [](benchmark::State &state) { decodeLines(state, linesOf("lnav/logfile_bunyan.0")); });
    benchmark::RegisterBenchmark("decode/time_render", [](benchmark::State &state) { renderTime(state, "%Y-%m-%d %H:%M:%S,%3f"); });
    benchmark::RegisterBenchmark("decode/time_parse", [](benchmark::State &state) { parseTimeText(state, "%Y-%m-%d %H:%M:%S,%3f", "2015-10-18 18:01:47,978"); });
    return 0;
}();

} // namespace
