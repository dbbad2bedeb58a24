#include "analysis/decode/sequence_file.h"

#include <algorithm>
#include <unordered_map>

#include "analysis/core/message.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kKeyBytes = 64;

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view withoutReturn(std::string_view line)
{
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

bool isNumber(std::string_view key)
{
    if (key.size() > 1 && key[0] == '-')
        key.remove_prefix(1);
    return !key.empty() && key.size() <= 9 && std::all_of(key.begin(), key.end(), isDigit);
}

// Words separated by blanks in [from, to) of the line. false: none, or one that is too long to be a key.
bool keysIn(std::string_view line, std::size_t from, std::size_t to, std::vector<SequenceKey> &keys)
{
    for (std::size_t at = from; at < to;) {
        while (at < to && isBlank(line[at]))
            ++at;
        const std::size_t begin = at;
        while (at < to && !isBlank(line[at]))
            ++at;
        if (at - begin > kKeyBytes)
            return false;
        if (at > begin)
            keys.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)});
    }
    return !keys.empty();
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool isCsvHeader(std::string_view line)
{
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos)
        return false;
    const auto lowered = [](std::string_view text) {
        std::string out(trimmed(text));
        std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        return out;
    };
    return lowered(line.substr(0, comma)) == "sequence" && lowered(line.substr(comma + 1)) == "label";
}

} // namespace

std::optional<SequenceLayout> detectSequences(std::span<const std::string_view> lines)
{
    std::vector<std::string_view> rows;
    for (const std::string_view line : lines)
        if (!trimmed(withoutReturn(line)).empty())
            rows.push_back(withoutReturn(line));
    if (rows.empty())
        return std::nullopt;
    if (isCsvHeader(rows.front()))
        return SequenceLayout::Csv;
    SequenceLine sequence;
    std::string_view why;
    for (const SequenceLayout layout : {SequenceLayout::Keys, SequenceLayout::IdKeys}) {
        std::unordered_map<std::string_view, std::size_t> counts;
        std::unordered_map<std::string_view, std::size_t> ids;
        std::size_t good = 0;
        std::size_t numbers = 0;
        std::size_t keys = 0;
        std::size_t longest = 0;
        for (const std::string_view row : rows) {
            if (layout == SequenceLayout::Keys && row.find(',') != std::string_view::npos)
                continue;
            if (!decodeSequence(row, layout, sequence, why))
                continue;
            ++good;
            ++ids[sequence.id];
            longest = std::max(longest, sequence.keys.size());
            for (const SequenceKey &key : sequence.keys) {
                const std::string_view text = row.substr(key.begin, key.end - key.begin);
                ++counts[text];
                numbers += isNumber(text) ? 1 : 0;
                ++keys;
            }
        }
        // Nearly every line must be one. Integers: as they are. Words: a small vocabulary of bare identifiers all of
        // which recur, which no text is; a lone column of anything is a list and not a session.
        if (good * 100 < rows.size() * 98 || keys < 4 || longest < 2)
            continue;
        if (layout == SequenceLayout::IdKeys && ids.size() * 10 < good * 8)
            continue;
        if (numbers == keys)
            return layout;
        const bool words = std::all_of(counts.begin(), counts.end(), [](const auto &entry) {
            return entry.second >= 2 && std::all_of(entry.first.begin(), entry.first.end(), [](char c) {
                       return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-';
                   });
        });
        if (words && rows.size() >= 10 && counts.size() * 10 <= keys && keys >= 4 * rows.size())
            return layout;
    }
    return std::nullopt;
}

bool decodeSequence(std::string_view line, SequenceLayout layout, SequenceLine &out, std::string_view &why)
{
    out.id = {};
    out.verdict.reset();
    out.keys.clear();
    why = {};
    line = withoutReturn(line);
    if (trimmed(line).empty())
        return false;
    if (line.size() > (1u << 30)) {
        why = CAUSEWAY_TEXT("the line is too long");
        return false;
    }
    std::size_t from = 0;
    std::size_t to = line.size();
    if (layout == SequenceLayout::IdKeys) {
        const std::size_t comma = line.find(',');
        if (comma == std::string_view::npos) {
            why = CAUSEWAY_TEXT("a comma must separate the id from the keys");
            return false;
        }
        out.id = trimmed(line.substr(0, comma));
        from = comma + 1;
        if (out.id.empty() || out.id.size() > 256 || out.id.find(' ') != std::string_view::npos) {
            why = CAUSEWAY_TEXT("the id must be one word of at most 256 bytes");
            return false;
        }
    } else if (layout == SequenceLayout::Csv) {
        if (isCsvHeader(line))
            return false;
        const std::size_t comma = line.rfind(',');
        const std::string_view label = comma == std::string_view::npos ? std::string_view() : trimmed(line.substr(comma + 1));
        if (label == "0" || label == "Normal" || label == "normal")
            out.verdict = Verdict::Normal;
        else if (label == "1" || label == "Anomaly" || label == "anomalous")
            out.verdict = Verdict::Anomalous;
        else {
            why = CAUSEWAY_TEXT("a label 0 or 1 must follow the last comma");
            return false;
        }
        to = comma;
        if (to > 0 && line[0] == '"') { // a quoted sequence
            if (to < 2 || line[to - 1] != '"') {
                why = CAUSEWAY_TEXT("the quote is not closed");
                return false;
            }
            from = 1;
            --to;
        }
    }
    if (!keysIn(line, from, to, out.keys)) {
        out.keys.clear();
        why = CAUSEWAY_TEXT("the keys must be words of at most 64 bytes, separated by blanks");
        return false;
    }
    return true;
}

} // namespace causeway::decode
