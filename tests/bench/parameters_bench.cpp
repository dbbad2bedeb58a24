// From a line to its parameters on one core: header decoded, message split, its shape looked up, its parameters found.
// For each system of loghub its lines over and over, with random digits behind the header so that no value repeats.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <random>
#include <unordered_map>

#include "analysis/decode/line_decoder.h"
#include "analysis/templates/shape_splitter.h"
#include "tests/support/test_data.h"

using namespace causeway;

namespace {

struct Stream {
    std::string text; // followed by bytes that may be read
    std::vector<std::string_view> lines;
    std::vector<decode::Layout> layouts;
};

Stream streamOf(const std::string &path)
{
    constexpr std::size_t kRepeats = 40;
    const std::string bytes = test::readFile(path);
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        lines.push_back(std::string_view(bytes).substr(at, end - at - (end > at && bytes[end - 1] == '\r' ? 1 : 0)));
        at = end + 1;
    }
    Stream stream;
    const decode::Detection detected = decode::detectLayouts(lines, 0);
    stream.layouts = detected.layouts;
    auto decoder = decode::SourceDecoder::make(stream.layouts);
    if (!decoder)
        return {};
    decode::Record record;
    std::mt19937 random(1);
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    for (std::size_t k = 0; k < kRepeats; ++k)
        for (const std::string_view line : lines) {
            std::uint16_t layout = 0;
            std::size_t content = 0;
            if (decoder->decode(line, record, layout))
                for (const decode::Field &field : record.fields)
                    if (field.role == Role::Content)
                        content = field.begin;
            ranges.emplace_back(stream.text.size(), line.size());
            stream.text += line;
            for (std::size_t i = ranges.back().first + content; i < stream.text.size(); ++i)
                if (stream.text[i] >= '0' && stream.text[i] <= '9')
                    stream.text[i] = static_cast<char>('0' + random() % 10);
            stream.text += '\n';
        }
    stream.text.append(64, ' ');
    for (const auto &[begin, size] : ranges)
        stream.lines.push_back(std::string_view(stream.text).substr(begin, size));
    return stream;
}

void headerToParameters(benchmark::State &state, const std::string &path)
{
    const Stream stream = streamOf(path);
    auto decoder = decode::SourceDecoder::make(stream.layouts);
    if (!decoder) {
        state.SkipWithError("no layout was detected");
        return;
    }
    decode::Record record;
    templates::ShapeSplitter splitter;
    std::unordered_map<std::uint64_t, std::string> shapes;
    std::size_t parameterBytes = 0;
    for (auto _ : state)
        for (const std::string_view line : stream.lines) {
            std::uint16_t layout = 0;
            std::string_view content = line;
            if (decoder->decode(line, record, layout))
                for (const decode::Field &field : record.fields)
                    if (field.role == Role::Content)
                        content = line.substr(field.begin, field.end - field.begin);
            if (!splitter.split(content))
                continue;
            auto &shape = shapes[splitter.hash()];
            if (shape.empty() || !splitter.matches(shape))
                shape = splitter.shape().text;
            for (const templates::WordRange &word : splitter.words())
                parameterBytes += word.slot ? word.end - word.begin : 0;
        }
    benchmark::DoNotOptimize(parameterBytes);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * stream.lines.size()));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * stream.text.size()));
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    const std::string folder = test::dataPath("loghub");
    if (folder.empty()) {
        std::puts("skipped: the data folder is not here");
        return 0;
    }
    std::vector<std::string> systems;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        systems.push_back(entry.path().filename().string());
    std::sort(systems.begin(), systems.end());
    for (const std::string &system : systems)
        benchmark::RegisterBenchmark(system.c_str(), headerToParameters, folder + "/" + system + "/" + system + "_2k.log")->Unit(benchmark::kMillisecond);
    benchmark::RunSpecifiedBenchmarks();
}
