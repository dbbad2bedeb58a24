#include "storage/import/import_source.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "analysis/core/civil_time.h"
#include "analysis/decode/layout.h"
#include "storage/clock.h"

namespace causeway::storage {

namespace {

constexpr std::size_t kHeadBytes = 1u << 20;
constexpr std::size_t kSampleBytes = 32u << 10;
constexpr std::size_t kSamples = 64;
constexpr std::size_t kSampledLines = 8192;

// Whole lines of a piece; the first and last may be torn and are left out unless the piece begins or ends the file.
void takeLines(std::string_view piece, bool fromStart, bool toEnd, std::vector<std::string_view> &lines)
{
    if (!fromStart) {
        const std::size_t first = piece.find('\n');
        piece = first == std::string_view::npos ? std::string_view() : piece.substr(first + 1);
    }
    while (!piece.empty()) {
        const std::size_t end = piece.find('\n');
        if (end == std::string_view::npos && !toEnd)
            return;
        std::string_view line = piece.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        lines.push_back(line.substr(0, 64u << 10));
        if (end == std::string_view::npos)
            return;
        piece.remove_prefix(end + 1);
    }
}

constexpr std::int64_t kDayNs = std::int64_t(86'400) * 1'000'000'000;

// When the file was last written to, at most now: what it tells cannot be later, but for clocks that differ.
TimePoint writtenAt(const std::string &path)
{
    const std::int64_t now = nowNs();
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return {now};
    return {std::min(now, static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000)};
}

int yearOf(const std::string &path) { return toCivil(writtenAt(path)).year; }

// Time stamps without a year are taken to be of the year of writing; where that puts a line behind the writing they are of a
// year before. Only layouts that assume a year are changed.
Result<void> notAfterWriting(std::vector<decode::Layout> &layouts, const std::vector<std::string_view> &lines, TimePoint written)
{
    const auto assumesYear = [](const decode::Layout &layout) { return layout.time.year != 0; };
    constexpr int kMostYears = 2; // Dec → Jan within the file, and the file of the year before
    for (int back = 0; back < kMostYears && std::any_of(layouts.begin(), layouts.end(), assumesYear); ++back) {
        CAUSEWAY_ASSIGN(auto decoder, decode::SourceDecoder::make(layouts));
        decode::Record record;
        std::uint16_t layout = 0;
        const bool later = std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
            return decoder.decode(line, record, layout) && layout < layouts.size() && assumesYear(layouts[layout]) && !record.time.isNone() && record.time.ns > written.ns + kDayNs;
        });
        if (!later)
            return {};
        for (decode::Layout &each : layouts)
            if (assumesYear(each))
                --each.time.year;
    }
    return {};
}

} // namespace

Result<FileLook> lookAtFile(const std::string &path, const SourceOptions &options)
{
    CAUSEWAY_ASSIGN(auto source, ByteSource::open(path));
    std::string head(kHeadBytes, '\0');
    std::size_t size = 0;
    while (size < head.size()) {
        const auto n = source->read(head.data() + size, head.size() - size);
        if (!n && size == 0)
            return failure(n.error());
        if (!n || *n == 0) // damage further on is told by the import
            break;
        size += *n;
    }
    head.resize(size);
    if (head.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to import")), Message(CAUSEWAY_TEXT("the file is empty")),
                       Message(CAUSEWAY_TEXT("Check that it is the right file and that the program that writes it has run.")), {path, 0, -1});
    if (looksBinary(std::string_view(head).substr(0, 64u << 10))) {
        const bool project = head.starts_with("SQLite format 3");
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The file cannot be imported")),
                       project ? Message(CAUSEWAY_TEXT("it is a database, perhaps a Causeway project")) : Message(CAUSEWAY_TEXT("it is not text")),
                       project ? Message(CAUSEWAY_TEXT("Open a project with “Open project”, or give its name first on the command line."))
                               : Message(CAUSEWAY_TEXT("Logs in UTF-8 or another single-byte encoding can be read, also gzip, zstd, xz, bzip2, tar and zip. UTF-16 must be converted first (iconv).")),
                       {path, 0, -1});
    }
    const bool whole = size < kHeadBytes;
    std::vector<std::string_view> lines;
    takeLines(head, true, whole, lines);
    FileLook look;
    for (std::size_t i = 0; i < lines.size() && i < 200; ++i)
        look.firstLines.emplace_back(lines[i]);

    const bool wantsSequences = options.format && *options.format == "sequences";
    const bool detects = options.layouts.empty() && (!options.format || *options.format == "auto");
    if (wantsSequences || detects) {
        look.sequences = decode::detectSequences(lines);
        if (wantsSequences && !look.sequences)
            look.sequences = decode::SequenceLayout::Keys;
        if (look.sequences) {
            look.why = "every line is a session of keys";
            look.explained = 1;
            return look;
        }
    }
    // Lines of several programs may be mixed, or change later in the file: look all over it.
    std::string samples;
    std::vector<std::pair<std::size_t, std::size_t>> pieces;
    if (!whole && source->total() > kHeadBytes) {
        std::ifstream in(path, std::ios::binary);
        char magic[4] = {};
        in.read(magic, 4);
        const bool plain = std::memcmp(magic, head.data(), 4) == 0; // what is read equals what is stored
        for (std::size_t i = 1; plain && i <= kSamples; ++i) {
            const std::uint64_t at = kHeadBytes + (source->total() - kHeadBytes) / (kSamples + 1) * i;
            const std::size_t before = samples.size();
            samples.resize(before + kSampleBytes);
            in.clear();
            in.seekg(static_cast<std::streamoff>(at));
            in.read(samples.data() + before, static_cast<std::streamsize>(kSampleBytes));
            samples.resize(before + static_cast<std::size_t>(in.gcount()));
            pieces.emplace_back(before, samples.size());
        }
    }
    for (const auto &[from, to] : pieces)
        takeLines(std::string_view(samples).substr(from, to - from), false, false, lines);
    std::string end; // its times are the latest
    std::vector<std::string_view> last;
    if (!pieces.empty()) {
        std::ifstream in(path, std::ios::binary);
        in.seekg(static_cast<std::streamoff>(source->total() - kSampleBytes));
        end.resize(kSampleBytes);
        in.read(end.data(), static_cast<std::streamsize>(kSampleBytes));
        end.resize(static_cast<std::size_t>(in.gcount()));
        takeLines(end, false, true, last);
    }
    if (lines.size() > kSampledLines) { // evenly, but all of the first thousand
        std::vector<std::string_view> chosen(lines.begin(), lines.begin() + 1000);
        const std::size_t rest = kSampledLines - 1000;
        for (std::size_t i = 0; i < rest; ++i)
            chosen.push_back(lines[1000 + i * (lines.size() - 1000) / rest]);
        lines = std::move(chosen);
    }
    const auto checkYears = [&](std::vector<decode::Layout> &layouts) -> Result<void> {
        last.insert(last.end(), lines.begin(), lines.end());
        return notAfterWriting(layouts, last, writtenAt(path));
    };
    std::vector<decode::Layout> told = options.layouts;
    if (told.empty() && !detects)
        told.push_back({*options.format, {}, {}, {}});
    if (!told.empty()) {
        for (const decode::Layout &layout : told) {
            CAUSEWAY_ASSIGN(auto adapted, decode::adaptLayout(layout, lines, yearOf(path)));
            look.layouts.push_back(std::move(adapted));
        }
        CAUSEWAY_TRY(checkYears(look.layouts));
        CAUSEWAY_ASSIGN(auto decoder, decode::SourceDecoder::make(look.layouts));
        std::size_t known = 0;
        decode::Record record;
        for (const std::string_view line : lines) {
            std::uint16_t layout = 0;
            known += decoder.decode(line, record, layout) ? 1 : 0;
        }
        look.explained = lines.empty() ? 0 : static_cast<double>(known) / static_cast<double>(lines.size());
        look.why = std::to_string(known) + " of " + std::to_string(lines.size()) + " sampled lines are of the layout given";
        if (known == 0 && look.layouts.front().format != "plain")
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The file cannot be imported")),
                           Message(CAUSEWAY_TEXT("none of its lines is of the layout given; the first is “%1”"), lines.empty() ? std::string_view() : lines.front().substr(0, 120)),
                           Message(CAUSEWAY_TEXT("Correct the layout, or leave it out to have it detected.")), {path, 1, -1});
        return look;
    }
    const decode::Detection detection = decode::detectLayouts(lines, yearOf(path));
    look.layouts = detection.layouts;
    CAUSEWAY_TRY(checkYears(look.layouts));
    look.explained = detection.explained;
    look.why = detection.why;
    return look;
}

} // namespace causeway::storage
