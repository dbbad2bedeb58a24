#include "analysis/templates/template_builder.h"

#include <algorithm>

#include "analysis/templates/value_look.h"

namespace causeway::templates
{

namespace
{

constexpr std::uint64_t kOddShare = 20;    // a 20th of the lines does not change how a parameter is written
constexpr std::size_t kShapesLookedAt = 64; // the heaviest ones tell a parameter's type and look
constexpr std::size_t kNameBytes = 40;

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What is known of the values of one parameter.
struct Evidence {
    ValueLook look;
    bool onlyValue = true; // no shape has another

    void add(std::string_view text, const WeightedShape &shape, std::size_t slot, bool tells);
};

void Evidence::add(std::string_view text, const WeightedShape &shape, std::size_t slot, bool tells)
{
    const auto slots = static_cast<std::size_t>(std::count(text.begin(), text.end(), kSlot));
    if (slot + slots > shape.samples.size()) {
        onlyValue = false;
        return;
    }
    std::size_t samples = slots == 0 ? 1 : 0;
    for (std::size_t i = slot; i < slot + slots; ++i) {
        samples = std::max(samples, shape.samples[i].size());
        onlyValue &= shape.samples[i].size() == 1;
    }
    std::string value;
    for (std::size_t k = 0; k < samples; ++k) {
        value.clear();
        std::size_t i = slot;
        for (const char c : text) {
            if (c != kSlot) {
                value += c;
                continue;
            }
            if (!shape.samples[i].empty())
                value += shape.samples[i][k % shape.samples[i].size()];
            ++i;
        }
        look.add(value, tells);
    }
}

struct Name {
    std::string text;
    bool assigned = false; // "uid=", "src: "
};

// The word that introduces a value: "size " → "size", "uid=" → "uid", "src: /" → "src"; "" where none does.
Name nameBefore(std::string_view text, bool startsMessage)
{
    static constexpr std::string_view kNoNames[] = {"of",    "to",   "from",  "for",  "at",   "is",   "in",    "the",
                                                    "a",     "an",   "on",    "by",   "with", "and",  "or",    "as",
                                                    "be",    "than", "that",  "not",  "ok",   "then", "since", "until",
                                                    "about", "over", "after", "into", "via"};
    bool assigned = false, equals = false;
    while (!text.empty()) {
        const char c = text.back();
        if (c == '=' || c == ':') {
            assigned = true;
            equals |= c == '=';
        } else if (!isBlank(c) && c != '"' && c != '\'' && c != '[' && c != '(' && c != '<' && c != '/')
            break;
        text.remove_suffix(1);
    }
    std::size_t begin = text.size();
    while (begin > 0 &&
           (isLetter(text[begin - 1]) || text[begin - 1] == '_' || text[begin - 1] == '-' || text[begin - 1] == '.'))
        --begin;
    std::string_view word = text.substr(begin);
    const bool atStart = begin == 0 && startsMessage; // mostly a verb: "Took 3 ms"
    while (!word.empty() && !isLetter(word.front()))
        word.remove_prefix(1);
    if (word.size() < 2 || word.size() > kNameBytes || !isLetter(word.back()))
        return {};
    if (!equals && word.find('.') != std::string_view::npos)
        return {}; // a class, a file, the end of a sentence
    std::string lower(word);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto endsWith = [&](std::string_view end) { return lower.size() > end.size() + 2 && lower.ends_with(end); };
    const bool verb = lower == "is" || lower == "are" || lower == "was" || lower == "were";
    if (verb || (!assigned && (atStart || endsWith("ed") || endsWith("ing") ||
                               std::find(std::begin(kNoNames), std::end(kNoNames), lower) != std::end(kNoNames))))
        return {};
    return {std::string(word), assigned};
}

} // namespace

MinedTemplate buildTemplate(const Pattern &pattern, const Vocabulary &vocabulary, std::span<const WeightedShape> shapes,
                            const CompiledMasks &masks)
{
    MinedTemplate out;
    out.count = pattern.count;
    const auto constant = [&](std::string_view text) {
        if (text.empty())
            return;
        if (out.tokens.empty() || out.tokens.back().parameter)
            out.tokens.push_back({});
        out.tokens.back().text += text;
    };
    std::vector<std::uint32_t> maskOf; // of each parameter: 1 + its index, 0 = none
    for (const ShapeToken &token : pattern.tokens) {
        if (token.blank)
            constant(" ");
        if (token.id == Vocabulary::kParameter || token.id == Vocabulary::kRest) {
            out.tokens.push_back({});
            out.tokens.back().parameter = true;
            maskOf.push_back(token.mask);
        } else if (token.id != Vocabulary::kEmpty)
            constant(vocabulary.text(token.id));
    }

    std::vector<std::uint32_t> heaviest = pattern.shapes;
    const std::size_t looked = std::min(heaviest.size(), kShapesLookedAt);
    std::partial_sort(heaviest.begin(), heaviest.begin() + static_cast<std::ptrdiff_t>(looked), heaviest.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                          return shapes[a].count != shapes[b].count ? shapes[a].count > shapes[b].count
                                                                    : shapes[a].shape->text < shapes[b].shape->text;
                      });
    std::vector<Evidence> evidence(maskOf.size());
    std::uint64_t lines = 0;
    for (std::size_t i = 0; i < looked; ++i) {
        const WeightedShape &shape = shapes[heaviest[i]];
        const bool tells = lines < pattern.count - pattern.count / kOddShare;
        lines += shape.count;
        for (const ParameterPiece &piece : parameterPieces(out, *shape.shape)) {
            const std::string_view text = shape.shape->text;
            const auto slot = static_cast<std::size_t>(std::count(text.begin(), text.begin() + piece.begin, kSlot));
            evidence[piece.parameter].add(text.substr(piece.begin, piece.end - piece.begin), shape, slot, tells);
        }
    }
    std::size_t parameter = 0;
    for (std::size_t i = 0; i < out.tokens.size(); ++i) {
        Token &token = out.tokens[i];
        if (!token.parameter)
            continue;
        const std::uint32_t mask = maskOf[parameter];
        const Evidence &known = evidence[parameter++];
        token.type = known.look.type();
        token.shown = known.look.shown(known.onlyValue && looked == heaviest.size());
        const Name before = i > 0 && !out.tokens[i - 1].parameter ? nameBefore(out.tokens[i - 1].text, i == 1) : Name();
        const std::string_view kin = known.look.kin();
        token.text = before.assigned || kin.size() < 2 || kin.size() > kNameBytes ? before.text : std::string(kin);
        if (mask == 0)
            continue;
        const Mask &made = masks.mask(mask - 1);
        if (!made.name.empty())
            token.text = made.name;
        token.type = made.type.value_or(token.type);
        if (token.shown.find("<*>") == std::string::npos)
            token.shown = "<*>"; // that there was one value so far does not make it a constant again
    }
    for (const std::uint32_t shape : pattern.shapes)
        out.shapes.push_back(shapes[shape].id);
    std::sort(out.shapes.begin(), out.shapes.end());
    return out;
}

} // namespace causeway::templates
