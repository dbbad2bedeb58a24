#pragma once
// Feeds bytes to decoders line by line and checks what every decoder promises. `check` is called with false where a
// promise is broken: a fuzzer traps, a test fails.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/decode/layout.h"
#include "analysis/decode/sequence_file.h"

namespace causeway::decode::fuzz {

inline std::vector<std::string_view> linesOf(std::string_view bytes)
{
    std::vector<std::string_view> lines;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        lines.push_back(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return lines;
}

template <typename Check>
void checkRecord(std::string_view line, const Record &record, const LineDecoder &decoder, Check check)
{
    std::size_t at = 0;
    std::uint32_t seen = 0;
    for (const Field &field : record.fields) {
        check(field.begin >= at && field.begin <= field.end && field.end <= line.size());
        at = field.end;
        const std::uint32_t bit = 1u << static_cast<unsigned>(field.role);
        if (field.role == Role::Attribute)
            check(field.name < decoder.attributeNames().size());
        else
            check((seen & bit) == 0 && field.name == 0);
        seen |= bit;
        if (field.role == Role::Time) {
            check(record.timeFormat < decoder.timeFormats().size() && !record.time.isNone());
            TimeParser parser(decoder.timeFormats()[record.timeFormat], decoder.timeContext());
            const auto time = parser.parse(line.substr(field.begin, field.end - field.begin));
            check(record.timeInParts || (time && *time == record.time));
            std::string written;
            parser.render(record.time, written);
            check(!written.empty());
        }
    }
}

inline bool same(const Record &a, const Record &b)
{
    return a.time == b.time && a.level == b.level && a.timeFormat == b.timeFormat && a.fields.size() == b.fields.size() &&
           std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), [](const Field &x, const Field &y) {
               return x.role == y.role && x.name == y.name && x.begin == y.begin && x.end == y.end;
           });
}

// Decodes the lines in order and, by a clone, in reverse: the answers must be the same.
template <typename Check>
void checkLayout(const Layout &layout, std::string_view bytes, Check check)
{
    const auto decoder = makeDecoder(layout);
    if (!decoder)
        return;
    const auto lines = linesOf(bytes);
    std::vector<Record> records(lines.size());
    std::vector<char> known(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        known[i] = (*decoder)->decode(lines[i], records[i]) ? 1 : 0;
        if (known[i] != 0)
            checkRecord(lines[i], records[i], **decoder, check);
    }
    const auto clone = (*decoder)->clone();
    Record record;
    for (std::size_t i = lines.size(); i-- > 0;) {
        check(clone->decode(lines[i], record) == (known[i] != 0));
        if (known[i] != 0)
            check(same(record, records[i]));
    }
}

// The first line is a layout as JSON, or else its pattern and the second its time spec; the rest is lines.
template <typename Check>
void checkOwnLayout(const std::string &format, std::string_view bytes, Check check)
{
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view first = bytes.substr(0, end);
    const std::string_view rest = bytes.substr(std::min(end + 1, bytes.size()));
    Layout layout{format, std::string(first), {}, {}};
    if (const auto stored = layoutFromJson(first); stored && format == "layout") {
        layout = *stored;
        const auto again = layoutFromJson(toJson(layout));
        check(again && *again == layout);
    }
    checkLayout(layout, rest, check);
    const auto lines = linesOf(rest);
    if (lines.size() <= 20)
        if (const auto adapted = adaptLayout(layout, lines, 2024))
            checkLayout(*adapted, rest, check);
}

template <typename Check>
void checkDetection(std::string_view bytes, Check check)
{
    auto lines = linesOf(bytes);
    lines.resize(std::min<std::size_t>(lines.size(), 30));
    const Detection detection = detectLayouts(lines, 2024);
    check(!detection.layouts.empty() && detection.explained >= 0 && detection.explained <= 1 && !detection.why.empty());
    auto source = SourceDecoder::make(detection.layouts);
    check(source.has_value());
    SourceDecoder clone = source->clone();
    Record a, b;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::uint16_t la = 0, lb = 0;
        const bool known = source->decode(lines[i], a, la);
        if (known)
            checkRecord(lines[i], a, source->decoder(la), check);
        // The clone sees the lines in another order.
        const std::size_t j = lines.size() - 1 - i;
        source->decode(lines[j], b, lb);
        std::uint16_t lc = 0;
        Record c;
        const bool cloneKnown = clone.decode(lines[j], c, lc);
        check(source->decode(lines[j], b, lb) == cloneKnown);
        if (cloneKnown)
            check(lb == lc && same(b, c));
    }
}

// The first line is a spec, the others are texts.
template <typename Check>
void checkTimes(std::string_view bytes, Check check)
{
    const auto lines = linesOf(bytes);
    if (lines.empty())
        return;
    const auto format = TimeFormat::fromSpec(lines[0]);
    if (!format)
        return;
    const TimeContext context{.year = 2023, .firstMonth = 11, .zoneSeconds = 3600, .dayNs = 0};
    TimeParser parser(*format, context);
    for (const std::string_view line : std::vector<std::string_view>(lines.begin() + 1, lines.end())) {
        std::size_t used = 0;
        const auto time = parser.parsePrefix(line, used);
        TimeParser fresh(*format, context);
        std::size_t freshUsed = 0;
        const auto expected = fresh.parsePrefix(line, freshUsed);
        check(time == expected && (!time || (used == freshUsed && used <= line.size())));
        if (!time)
            continue;
        std::string cached, plain;
        parser.render(*time, cached);
        parser.render(*time, cached);
        fresh.render(*time, plain);
        check(cached == plain + plain);
    }
}

template <typename Check>
void checkSequences(std::string_view bytes, Check check)
{
    const auto lines = linesOf(bytes);
    (void)detectSequences(lines);
    SequenceLine sequence;
    std::string_view why;
    for (const SequenceLayout layout : {SequenceLayout::Keys, SequenceLayout::IdKeys, SequenceLayout::Csv})
        for (const std::string_view line : lines) {
            if (!decodeSequence(line, layout, sequence, why)) {
                check(sequence.keys.empty());
                continue;
            }
            check(!sequence.keys.empty() && (layout == SequenceLayout::Csv) == sequence.verdict.has_value());
            std::size_t at = 0;
            for (const SequenceKey &key : sequence.keys) {
                check(key.begin >= at && key.begin < key.end && key.end <= line.size());
                at = key.end;
            }
        }
}

} // namespace causeway::decode::fuzz
