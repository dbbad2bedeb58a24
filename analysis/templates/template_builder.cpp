#include "analysis/templates/template_builder.h"

#include <algorithm>

#include "analysis/templates/parameter_types.h"

namespace causeway::templates {

namespace {

constexpr std::size_t kShapesLookedAt = 64; // the heaviest ones tell a parameter's type and common ends
constexpr std::size_t kNameBytes = 40;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view commonPrefix(std::string_view a, std::string_view b)
{
    return a.substr(0, static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin()).first - a.begin()));
}

std::string_view commonSuffix(std::string_view a, std::string_view b)
{
    std::size_t n = 0;
    while (n < a.size() && n < b.size() && a[a.size() - 1 - n] == b[b.size() - 1 - n])
        ++n;
    return a.substr(a.size() - n);
}

// What is known of the values of one parameter.
struct Evidence {
    bool any = false;
    bool hasWords = false; // a shape has a constant word here
    bool oneSlot = true;
    std::string head, tail;         // literal bytes before the first slot, after the last one, common to all shapes
    bool headWhole = true, tailWhole = true;
    bool anySample = false;
    bool lastSeen = false;
    std::string first, last;        // common beginning and end of the samples of the first and of the last slot
    bool typed = false;
    ParameterType type = ParameterType::Text;

    void add(std::string_view text, const WeightedShape &shape, std::size_t slot);
    [[nodiscard]] std::string prefix() const;
    [[nodiscard]] std::string suffix() const;
};

void Evidence::add(std::string_view text, const WeightedShape &shape, std::size_t slot)
{
    const std::size_t slots = static_cast<std::size_t>(std::count(text.begin(), text.end(), kSlot));
    if (slots == 0)
        hasWords = true;
    oneSlot &= slots == 1;
    const std::string_view head2 = text.substr(0, text.find(kSlot));
    const std::string_view tail2 = slots == 0 ? text : text.substr(text.rfind(kSlot) + 1);
    if (!any) {
        head = head2;
        tail = tail2;
    } else {
        headWhole &= head == head2;
        tailWhole &= tail == tail2;
        head = commonPrefix(head, head2);
        tail = commonSuffix(tail, tail2);
    }
    any = true;

    std::size_t samples = slots == 0 ? 1 : 0;
    for (std::size_t i = slot; i < slot + slots && i < shape.samples.size(); ++i)
        samples = std::max(samples, shape.samples[i].size());
    std::string value;
    for (std::size_t k = 0; k < samples; ++k) {
        value.clear();
        std::size_t i = slot;
        for (const char c : text) {
            if (c != kSlot) {
                value += c;
                continue;
            }
            if (i < shape.samples.size() && !shape.samples[i].empty())
                value += shape.samples[i][k % shape.samples[i].size()];
            ++i;
        }
        const ParameterType found = typeOf(value);
        type = typed ? join(type, found) : found;
        typed = true;
    }
    if (slots == 0)
        return;
    for (const std::size_t i : {slot, slot + slots - 1})
        if (i >= shape.samples.size())
            return;
    for (const std::string &sample : shape.samples[slot]) {
        first = anySample ? std::string(commonPrefix(first, sample)) : sample;
        anySample = true;
    }
    bool fresh = last.empty() && !lastSeen;
    for (const std::string &sample : shape.samples[slot + slots - 1]) {
        last = fresh ? sample : std::string(commonSuffix(last, sample));
        fresh = false;
        lastSeen = true;
    }
}

std::string Evidence::prefix() const
{
    if (!any || hasWords)
        return {};
    std::string out = head;
    if (const std::size_t opener = out.find_first_of("([{"); !oneSlot && opener != std::string::npos)
        return out.substr(0, opener); // a list: what opens within its first element closes there
    if (!headWhole) {
        while (!out.empty() && out.find_last_of("/:=-_.#@") != out.size() - 1)
            out.pop_back();
        return out;
    }
    // Inside a word: letters up to a separator in front of the first digit ("blk_", "MININT-"), or three letters and more
    // right before it ("rank7").
    std::string_view word = std::string_view(first).substr(0, static_cast<std::size_t>(std::find_if(first.begin(), first.end(), isDigit) - first.begin()));
    if (word.size() > 1 && word.back() == '-' && word[word.size() - 2] == '_')
        word.remove_suffix(1); // the sign of a number
    const bool whole = std::all_of(word.begin(), word.end(), isLetter) && word.size() >= 3 && word.size() < first.size();
    if (!whole) {
        const std::size_t cut = word.find_last_of("_-.");
        word = cut == std::string_view::npos || !isLetter(word[0]) ? std::string_view() : word.substr(0, cut + 1);
    }
    out += word;
    return out;
}

std::string Evidence::suffix() const
{
    if (!any || hasWords || !oneSlot)
        return {};
    if (!tailWhole || !tail.empty())
        return tailWhole ? tail : std::string();
    // "10000ms": a unit right after a digit.
    std::size_t at = last.size();
    while (at > 0 && isLetter(last[at - 1]))
        --at;
    if (at == 0 || at == last.size() || !isDigit(last[at - 1]))
        return {};
    return type == ParameterType::Duration || type == ParameterType::Size ? last.substr(at) : std::string();
}

struct Name {
    std::string text;
    bool assigned = false; // "uid=", "src: "
};

// The word that introduces a value: "size " → "size", "uid=" → "uid", "src: /" → "src"; "" where none does.
Name nameBefore(std::string_view text, bool startsMessage)
{
    static constexpr std::string_view kNoNames[] = {"of", "to", "from", "for", "at", "is", "in", "the", "a", "an", "on", "by", "with", "and",
                                                    "or", "as", "be", "than", "that", "not", "ok", "then", "since", "until", "about", "over", "after", "into", "via"};
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
    while (begin > 0 && (isLetter(text[begin - 1]) || text[begin - 1] == '_' || text[begin - 1] == '-' || text[begin - 1] == '.'))
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
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto endsWith = [&](std::string_view end) { return lower.size() > end.size() + 2 && lower.ends_with(end); };
    const bool verb = lower == "is" || lower == "are" || lower == "was" || lower == "were";
    if (verb || (!assigned && (atStart || endsWith("ed") || endsWith("ing") || std::find(std::begin(kNoNames), std::end(kNoNames), lower) != std::end(kNoNames))))
        return {};
    return {std::string(word), assigned};
}

std::string nameInside(std::string_view prefix)
{
    if (prefix.size() < 3 || (prefix.back() != '_' && prefix.back() != '-'))
        return {};
    prefix.remove_suffix(1);
    const std::size_t cut = prefix.find_last_of("/:.=");
    const std::string_view word = cut == std::string_view::npos ? prefix : prefix.substr(cut + 1);
    return word.size() >= 2 && word.size() <= kNameBytes && std::all_of(word.begin(), word.end(), [](char c) { return isLetter(c) || c == '_' || c == '-'; })
               ? std::string(word)
               : std::string();
}

} // namespace

MinedTemplate buildTemplate(const Pattern &pattern, const Vocabulary &vocabulary, std::span<const WeightedShape> shapes)
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
    std::size_t parameters = 0;
    for (const ShapeToken &token : pattern.tokens) {
        if (token.blank)
            constant(" ");
        if (token.id == Vocabulary::kParameter || token.id == Vocabulary::kRest) {
            out.tokens.push_back({});
            out.tokens.back().parameter = true;
            ++parameters;
        } else if (token.id != Vocabulary::kEmpty)
            constant(vocabulary.text(token.id));
    }

    std::vector<std::uint32_t> heaviest = pattern.shapes;
    const std::size_t looked = std::min(heaviest.size(), kShapesLookedAt);
    std::partial_sort(heaviest.begin(), heaviest.begin() + static_cast<std::ptrdiff_t>(looked), heaviest.end(), [&](std::uint32_t a, std::uint32_t b) {
        return shapes[a].count != shapes[b].count ? shapes[a].count > shapes[b].count : shapes[a].shape->text < shapes[b].shape->text;
    });
    std::vector<Evidence> evidence(parameters);
    for (std::size_t i = 0; i < looked; ++i) {
        const WeightedShape &shape = shapes[heaviest[i]];
        for (const ParameterPiece &piece : parameterPieces(out, *shape.shape)) {
            const std::string_view text = shape.shape->text;
            const auto slot = static_cast<std::size_t>(std::count(text.begin(), text.begin() + piece.begin, kSlot));
            evidence[piece.parameter].add(text.substr(piece.begin, piece.end - piece.begin), shape, slot);
        }
    }
    std::size_t parameter = 0;
    for (std::size_t i = 0; i < out.tokens.size(); ++i) {
        Token &token = out.tokens[i];
        if (!token.parameter)
            continue;
        const Evidence &known = evidence[parameter++];
        token.type = known.type;
        token.prefix = known.prefix();
        token.suffix = known.suffix();
        const Name before = i > 0 && !out.tokens[i - 1].parameter ? nameBefore(out.tokens[i - 1].text, i == 1) : Name();
        token.text = before.assigned ? before.text : nameInside(token.prefix);
        if (token.text.empty())
            token.text = before.text;
    }
    for (const std::uint32_t shape : pattern.shapes)
        out.shapes.push_back(shapes[shape].id);
    std::sort(out.shapes.begin(), out.shapes.end());
    return out;
}

} // namespace causeway::templates
