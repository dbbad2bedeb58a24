#include "analysis/templates/masks.h"

#include <re2/re2.h>

#include <algorithm>

#include "analysis/templates/shape_tokens.h"

namespace causeway::templates {

namespace {

struct Range {
    std::uint32_t begin, end;
    auto operator<=>(const Range &) const = default;
};

bool isPlain(char c) { return isWordByte(c) && c != '.' && c != '-' && c != '_'; }

// Whether a parameter may begin or end here: templates are told apart in a shape by whole words (parameterPieces()).
bool isEdge(std::string_view text, std::size_t at) { return at == 0 || at == text.size() || !isPlain(text[at - 1]) || !isPlain(text[at]); }

// The message that has sample k in each slot, and where its bytes stand in the shape's text.
struct Written {
    std::string text;
    std::vector<std::uint32_t> place; // of text's byte i; the end's as the last one
    std::vector<char> inside;         // not the first byte of a value
};

// false: a slot's values are not known.
bool write(const WeightedShape &shape, std::size_t k, Written &out)
{
    out.text.clear();
    out.place.clear();
    out.inside.clear();
    const std::string &text = shape.shape->text;
    std::size_t slot = 0;
    for (std::uint32_t i = 0; i < text.size(); ++i) {
        if (text[i] != kSlot) {
            out.text += text[i];
            out.place.push_back(i);
            out.inside.push_back(0);
            continue;
        }
        if (slot >= shape.samples.size() || shape.samples[slot].empty())
            return false;
        const std::string &value = shape.samples[slot][k % shape.samples[slot].size()];
        ++slot;
        out.text += value;
        out.place.resize(out.text.size(), i);
        out.inside.resize(out.text.size(), 1);
        if (!value.empty())
            out.inside[out.text.size() - value.size()] = 0;
    }
    out.place.push_back(static_cast<std::uint32_t>(text.size()));
    out.inside.push_back(0);
    return true;
}

void findMatches(const re2::RE2 &pattern, const Written &message, std::string_view shapeText, std::vector<Range> &out)
{
    out.clear();
    const re2::StringPiece text(message.text.data(), message.text.size());
    for (std::size_t at = 0; at < message.text.size();) {
        re2::StringPiece match;
        if (!pattern.Match(text, at, message.text.size(), re2::RE2::UNANCHORED, &match, 1))
            return;
        auto begin = static_cast<std::size_t>(match.data() - message.text.data());
        auto end = begin + match.size();
        at = end > at ? end : at + 1;
        while (begin < end && isBlank(message.text[begin]))
            ++begin;
        while (begin < end && isBlank(message.text[end - 1]))
            --end;
        if (begin == end || message.inside[begin] != 0 || message.inside[end] != 0)
            continue;
        const Range range{message.place[begin], message.place[end]};
        if (isEdge(shapeText, range.begin) && isEdge(shapeText, range.end))
            out.push_back(range);
    }
}

tl::unexpected<Error> refused(const Mask &mask, Message why, std::int64_t byte)
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The mask “%1” cannot be used"), mask.pattern), std::move(why),
                   Message(CAUSEWAY_TEXT("RE2 syntax: no look-ahead, no back references.")), Place{"the expression", 0, byte});
}

} // namespace

CompiledMasks::CompiledMasks() = default;
CompiledMasks::CompiledMasks(CompiledMasks &&) noexcept = default;
CompiledMasks &CompiledMasks::operator=(CompiledMasks &&) noexcept = default;
CompiledMasks::~CompiledMasks() = default;

Result<CompiledMasks> CompiledMasks::compile(std::span<const Mask> masks)
{
    if (masks.size() > kMaskLimit)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("There are too many masks")), Message(CAUSEWAY_TEXT("%1 of at most %2"), masks.size(), kMaskLimit),
                       Message(CAUSEWAY_TEXT("Join some with |.")));
    CompiledMasks out;
    for (const Mask &mask : masks) {
        if (mask.pattern.size() > kMaskBytes)
            return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The mask's expression is too long")),
                           Message(CAUSEWAY_TEXT("%1 bytes of at most %2"), mask.pattern.size(), kMaskBytes));
        if (mask.pattern.empty())
            return refused(mask, Message(CAUSEWAY_TEXT("the expression is empty")), 0);
        if (mask.name.size() > kMaskNameBytes || std::any_of(mask.name.begin(), mask.name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The parameter's name cannot be used")),
                           Message(CAUSEWAY_TEXT("it may have %1 bytes and no control characters"), kMaskNameBytes));
        re2::RE2::Options options;
        options.set_log_errors(false);
        auto pattern = std::make_unique<re2::RE2>(mask.pattern, options);
        if (!pattern->ok()) {
            // RE2 tells the offending part, not where it is.
            const std::size_t at = mask.pattern.find(pattern->error_arg());
            return refused(mask, Message(CAUSEWAY_TEXT("%1"), pattern->error()), at == std::string::npos ? 0 : static_cast<std::int64_t>(at));
        }
        out.m_masks.push_back(mask);
        out.m_patterns.push_back(std::move(pattern));
    }
    return out;
}

std::vector<MaskedRange> CompiledMasks::ranges(const WeightedShape &shape, MaskSet asked) const
{
    std::vector<MaskedRange> out;
    if (asked == 0 || m_masks.empty())
        return out;
    std::size_t combinations = 1;
    for (const auto &samples : shape.samples)
        combinations = std::max(combinations, samples.size());
    Written message;
    std::vector<std::vector<Range>> agreed(m_masks.size());
    std::vector<Range> found, both;
    for (std::size_t k = 0; k < combinations; ++k) {
        if (!write(shape, k, message))
            return out;
        for (std::size_t i = 0; i < m_masks.size(); ++i) {
            if ((asked >> i & 1) == 0 || (k > 0 && agreed[i].empty()))
                continue;
            findMatches(*m_patterns[i], message, shape.shape->text, found);
            if (k == 0) {
                agreed[i] = found;
                continue;
            }
            both.clear();
            std::set_intersection(agreed[i].begin(), agreed[i].end(), found.begin(), found.end(), std::back_inserter(both));
            agreed[i] = both;
        }
    }
    for (std::uint32_t i = 0; i < m_masks.size(); ++i)
        for (const Range range : agreed[i])
            if (std::none_of(out.begin(), out.end(), [&](const MaskedRange &taken) { return range.begin < taken.end && taken.begin < range.end; }))
                out.push_back({range.begin, range.end, i});
    std::sort(out.begin(), out.end(), [](const MaskedRange &a, const MaskedRange &b) { return a.begin < b.begin; });
    return out;
}

MaskSet CompiledMasks::matching(const WeightedShape &shape, MaskSet asked) const
{
    std::size_t combinations = 1;
    for (const auto &samples : shape.samples)
        combinations = std::max(combinations, samples.size());
    MaskSet out = 0;
    Written message;
    for (std::size_t k = 0; k < combinations && (asked & ~out) != 0 && write(shape, k, message); ++k)
        for (std::size_t i = 0; i < m_masks.size(); ++i)
            if (((asked & ~out) >> i & 1) != 0 && re2::RE2::PartialMatch({message.text.data(), message.text.size()}, *m_patterns[i]))
                out |= MaskSet(1) << i;
    return out;
}

} // namespace causeway::templates
