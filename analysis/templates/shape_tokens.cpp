#include "analysis/templates/shape_tokens.h"

#include <algorithm>

#include "analysis/templates/masks.h"

namespace causeway::templates {

namespace {

constexpr std::string_view kOpeners = "([{<\"'";
constexpr std::string_view kValueEnds = ")]}>\"',;|";

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::size_t wordEnd(std::string_view text, std::size_t from)
{
    if (from < text.size() && text[from] == kSlot)
        return from + 1;
    std::size_t end = from;
    // Two dots are punctuation, also inside a word.
    while (end < text.size() && isWordByte(text[end]) && !(text[end] == '.' && end + 1 < text.size() && text[end + 1] == '.'))
        ++end;
    while (end > from && (text[end - 1] == '.' || text[end - 1] == '-' || text[end - 1] == '_'))
        --end;
    return end;
}

bool startsPath(std::string_view text)
{
    if (text.size() < 2)
        return false;
    const auto pathByte = [&](std::size_t i) { return i < text.size() && (isWordByte(text[i]) || text[i] == kSlot); };
    if (text[0] == '/')
        return pathByte(1);
    if (text.substr(0, 2) == "./" || text.substr(0, 3) == "../" || text.substr(0, 2) == "~/" || text.substr(0, 2) == "\\\\")
        return text.size() > 3;
    return text.size() > 3 && isLetter(text[0]) && text[1] == ':' && text[2] == '\\';
}

std::size_t urlScheme(std::string_view text) // length of "x://", 0 = none
{
    std::size_t end = 0;
    while (end < text.size() && (isLetter(text[end]) || text[end] == '.' || text[end] == '+' || text[end] == kSlot))
        ++end;
    return end > 0 && text.substr(end, 3) == "://" && text.size() > end + 3 ? end + 3 : 0;
}

std::size_t valueEnd(std::string_view text, std::size_t from)
{
    std::size_t end = std::min(text.find_first_of(kValueEnds, from), text.size());
    while (end > from && (text[end - 1] == '.' || text[end - 1] == ':'))
        --end;
    return end;
}

// Two labels or more that end in a well-known one: "ns.example.com".
bool looksLikeHost(std::string_view word)
{
    static constexpr std::string_view kLast[] = {"com", "net", "org", "edu", "gov", "mil", "local", "lan", "localdomain", "internal"};
    const std::size_t dot = word.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || word.find_first_of("$~") != std::string_view::npos)
        return false;
    const std::string_view last = word.substr(dot + 1);
    if (std::find(std::begin(kLast), std::end(kLast), last) != std::end(kLast))
        return true;
    // "proxy.cse.cuhk.edu.hk"
    const std::size_t before = word.rfind('.', dot - 1);
    if (last.size() != 2 || before == std::string_view::npos)
        return false;
    const std::string_view second = word.substr(before + 1, dot - before - 1);
    return second == "com" || second == "edu" || second == "co" || second == "ac" || second == "net" || second == "org";
}

bool looksLikeHex(std::string_view word)
{
    const auto all = [&](char from) {
        return std::all_of(word.begin(), word.end(), [&](char c) { return c >= from && c <= from + 5; });
    };
    return word.size() >= 8 && (all('a') || all('A'));
}

// "host.name:" in front of a slot: its length with the slot, 0 = none.
std::size_t hostAndPort(std::string_view text)
{
    const std::size_t end = wordEnd(text, 0);
    if (end == 0 || text[0] == kSlot || text.substr(0, end).find('.') == std::string_view::npos)
        return 0;
    return text.size() > end + 1 && text[end] == ':' && text[end + 1] == kSlot ? end + 2 : 0;
}

std::size_t mailAddress(std::string_view text)
{
    const std::size_t at = wordEnd(text, 0);
    if (at == 0 || at + 1 >= text.size() || text[at] != '@')
        return 0;
    const std::size_t end = wordEnd(text, at + 1);
    const std::string_view host = text.substr(at + 1, end - at - 1);
    return host.find('.') != std::string_view::npos || host == std::string_view(&kSlot, 1) ? end : 0;
}

// "FF:\x01:DC:\x01", a MAC address or the like, as long as three groups of two hex digits or more: its length, 0 = none.
std::size_t hexGroups(std::string_view text)
{
    std::size_t at = 0, groups = 0;
    bool slot = false;
    while (at < text.size()) {
        const std::size_t end = wordEnd(text, at);
        const std::string_view word = text.substr(at, end - at);
        const bool isSlot = text[at] == kSlot;
        if (!isSlot && (word.size() != 2 || !std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); })))
            break;
        slot |= isSlot;
        ++groups;
        at = end;
        if (at + 1 >= text.size() || text[at] != ':')
            break;
        ++at;
    }
    if (at > 0 && text[at - 1] == ':')
        --at;
    return slot && groups >= 3 ? at : 0;
}

// The letters before the first _ or - of every sample ("blk", "attempt"); empty where they differ.
std::string_view commonIntroduction(const std::vector<std::string> &samples)
{
    std::string_view common;
    for (const std::string &sample : samples) {
        std::size_t end = 0;
        while (end < sample.size() && isLetter(sample[end]))
            ++end;
        if (end < 2 || end == sample.size() || (sample[end] != '_' && sample[end] != '-'))
            return {};
        const std::string_view letters = std::string_view(sample).substr(0, end);
        if (!common.empty() && letters != common)
            return {};
        common = letters;
    }
    return common;
}

std::size_t slotsIn(std::string_view text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), kSlot));
}

} // namespace

void ShapeTokeniser::parameter(std::string_view text, const WeightedShape &shape, std::size_t slot, bool blank,
                               TokenSequence &out)
{
    RawValues values;
    const std::size_t slots = slotsIn(text);
    for (std::size_t i = slot; i < slot + slots && i < shape.samples.size(); ++i)
        for (const std::string &sample : shape.samples[i])
            values.add(hashBytes(sample) + i - slot);
    if (slots == 0)
        values.add(hashBytes(text));
    const bool rest = slots > 0 && slot < shape.shape->slots.size() && shape.shape->slots[slot] == SlotKind::Rest;
    // Words that were promoted on the way into the store were compared there already.
    const bool promoted = slots == 1 && text.size() == 1 && slot < shape.shape->slots.size() && shape.shape->slots[slot] == SlotKind::Word;
    m_raws.push_back(values);
    out.push_back({rest ? Vocabulary::kRest : Vocabulary::kParameter, static_cast<std::uint32_t>(m_raws.size() - 1), 0, blank, promoted});
    if (m_rules.kin && slots == 1 && text.size() == 1 && slot < shape.samples.size())
        if (const std::string_view kin = commonIntroduction(shape.samples[slot]); !kin.empty())
            out.back().kin = m_vocabulary.intern(kin);
}

void ShapeTokeniser::masked(std::string_view text, const WeightedShape &shape, std::size_t slot, bool blank, std::uint32_t mask,
                            TokenSequence &out)
{
    parameter(text, shape, slot, blank, out);
    out.back().id = Vocabulary::kParameter;
    out.back().mask = mask + 1;
}

// blank: white space stands in front.
void ShapeTokeniser::chunk(std::string_view text, const WeightedShape &shape, std::size_t slot, bool blank, TokenSequence &out)
{
    bool atStart = blank; // a value can begin here
    while (!text.empty()) {
        std::size_t length = 0;
        bool isValue = false;
        if (atStart) {
            if (const std::size_t scheme = m_rules.paths ? urlScheme(text) : 0; scheme != 0) {
                length = std::max(valueEnd(text, scheme), scheme);
                isValue = true;
            } else if (startsPath(text)) {
                length = valueEnd(text, 1);
                isValue = m_rules.paths && slotsIn(text.substr(0, length)) > 0;
            } else if (m_rules.addresses && (length = std::max({hostAndPort(text), mailAddress(text), hexGroups(text)})) != 0)
                isValue = true;
            else if (m_rules.signs && text[0] == '<' && text.size() > 1 && text[1] == kSlot && text.find('>') == std::string_view::npos) {
                length = 2;
                isValue = true;
            }
        }
        if (length == 0) {
            length = wordEnd(text, 0);
            const std::string_view word = text.substr(0, length);
            isValue = text[0] == kSlot || (m_rules.hexWords && looksLikeHex(word)) || (m_rules.addresses && looksLikeHost(word));
            if (length == 0)
                length = 1;
        }
        const std::string_view piece = text.substr(0, length);
        if (isValue)
            parameter(piece, shape, slot, blank, out);
        else
            out.push_back({m_vocabulary.intern(piece), 0, 0, blank, false});
        // After punctuation a value may begin anew: "src:/10.0.0.1", "(file:///x)", "path=/tmp".
        atStart = length == 1 && (kOpeners.find(piece[0]) != std::string_view::npos || piece[0] == '=' || piece[0] == ':' || piece[0] == ',');
        slot += slotsIn(piece);
        text.remove_prefix(length);
        blank = false;
    }
}

TokenSequence ShapeTokeniser::tokenise(const WeightedShape &shape, std::uint64_t masks)
{
    TokenSequence out;
    std::string_view text = shape.shape->text;
    std::size_t slot = 0, at = 0;
    const std::vector<MaskedRange> ranges = m_masks == nullptr ? std::vector<MaskedRange>() : m_masks->ranges(shape, masks);
    auto range = ranges.begin();
    bool blank = true;
    while (at < text.size()) {
        if (isBlank(text[at])) {
            ++at;
            blank = true;
            continue;
        }
        const bool mask = range != ranges.end() && range->begin == at;
        std::size_t end = static_cast<std::size_t>(std::find_if(text.begin() + at, text.end(), isBlank) - text.begin());
        if (mask)
            end = range->end;
        else if (range != ranges.end())
            end = std::min<std::size_t>(end, range->begin);
        const std::string_view piece = text.substr(at, end - at);
        if (mask)
            masked(piece, shape, slot, blank, (range++)->mask, out);
        else
            chunk(piece, shape, slot, blank, out);
        slot += slotsIn(piece);
        at = end;
        blank = false;
    }
    if (!out.empty())
        out.front().blank = false;
    combine(out);
    if (m_rules.lists)
        collapseLists(out);
    if (out.size() > kMaxTokens) {
        out.resize(kMaxTokens);
        out.back() = {Vocabulary::kRest, 0, 0, out.back().blank, false};
    }
    return out;
}

// "Ticket(seat=1, to=B), Ticket(seat=2, to=C)": elements of a list that are alike but for the values assigned in them are
// one parameter, however many there are.
void ShapeTokeniser::collapseLists(TokenSequence &tokens) const
{
    constexpr std::size_t kLongestElement = 64;
    const auto isValue = [&](std::size_t i) {
        const std::uint32_t id = tokens[i].id;
        return id == Vocabulary::kParameter || id == Vocabulary::kEmpty || m_vocabulary.has(id, Vocabulary::kWord);
    };
    const auto alike = [&](std::size_t a, std::size_t b, bool first) {
        if (!first && tokens[a].blank != tokens[b].blank)
            return false;
        if (tokens[a].id == tokens[b].id)
            return true;
        return isValue(a) && isValue(b) && a > 0 && m_vocabulary.is(tokens[a - 1].id, '=') && m_vocabulary.is(tokens[b - 1].id, '=');
    };
    std::size_t out = 0;
    for (std::size_t i = 0; i < tokens.size();) {
        std::size_t end = i; // of the list that begins here
        if (isValue(i))
            for (std::size_t period = 3; period <= kLongestElement && i + 2 * period - 1 <= tokens.size(); ++period) {
                const std::size_t last = i + period - 1;
                if (!m_vocabulary.is(tokens[last].id, ',') && !m_vocabulary.is(tokens[last].id, ';'))
                    continue;
                std::size_t matched = 0; // tokens behind the first element that repeat it
                bool values = false;
                while (i + period + matched < tokens.size() && alike(i + matched, i + period + matched, matched % period == 0)) {
                    values |= tokens[i + period + matched].id == Vocabulary::kParameter;
                    ++matched;
                }
                if (matched + 1 < period || !values)
                    continue;
                // Whole elements, the last one without its comma.
                const std::size_t elements = 1 + (matched + 1) / period;
                end = i + elements * period - 1;
                break;
            }
        if (end == i || std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(i), tokens.begin() + static_cast<std::ptrdiff_t>(end),
                                    [](const ShapeToken &token) { return token.mask != 0; })) {
            tokens[out++] = tokens[i++];
            continue;
        }
        ShapeToken list{Vocabulary::kParameter, 0, 0, tokens[i].blank, false};
        for (std::size_t k = i; k < end; ++k)
            if (isParameter(tokens[k]) && m_raws[tokens[k].raws].count > m_raws[list.raws].count)
                list.raws = tokens[k].raws;
        tokens[out++] = list;
        i = end;
    }
    tokens.resize(out);
}

bool ShapeTokeniser::mayCombine(const TokenSequence &tokens, std::size_t place) const
{
    if (place > 0) {
        const std::uint32_t before = tokens[place - 1].id;
        if (!tokens[place].blank || m_vocabulary.has(before, Vocabulary::kDateWord) || m_vocabulary.is(before, ','))
            return true;
    }
    if (place + 1 == tokens.size())
        return false;
    const ShapeToken &after = tokens[place + 1];
    return !after.blank || m_vocabulary.has(after.id, Vocabulary::kUnit) || m_vocabulary.has(after.id, Vocabulary::kAfterTime);
}

void ShapeTokeniser::combine(TokenSequence &tokens) const
{
    if (m_rules.assignedValues)
        combineValues(tokens);
    if (m_rules.dates || m_rules.quantities)
        combineQuantities(tokens);
    combineNeighbours(tokens);
}

// name=value is one parameter where the value has one in it; `name= ` has the empty value, and so has a lone `()`.
void ShapeTokeniser::combineValues(TokenSequence &tokens) const
{
    const auto isAttachedEquals = [&](std::size_t i) {
        return i > 0 && !tokens[i].blank && m_vocabulary.is(tokens[i].id, '=') && m_vocabulary.has(tokens[i - 1].id, Vocabulary::kWord);
    };
    const auto endsValue = [&](std::size_t i) {
        if (i >= tokens.size() || tokens[i].blank)
            return true;
        const std::string_view text = m_vocabulary.text(tokens[i].id);
        return text.size() == 1 && (kValueEnds.find(text[0]) != std::string_view::npos || kOpeners.find(text[0]) != std::string_view::npos || text[0] == '&');
    };
    if (std::none_of(tokens.begin(), tokens.end(), [&](const ShapeToken &token) { return m_vocabulary.is(token.id, '=') || m_vocabulary.is(token.id, '('); }))
        return;
    TokenSequence &result = m_scratch;
    bool changed = false;
    result.clear();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        result.push_back(tokens[i]);
        if (tokens[i].blank && m_vocabulary.is(tokens[i].id, '(') && i + 1 < tokens.size() && !tokens[i + 1].blank &&
            m_vocabulary.is(tokens[i + 1].id, ')') && (i + 2 == tokens.size() || tokens[i + 2].blank)) {
            result.push_back({Vocabulary::kParameter, 0, 0, false, false});
            changed = true;
        }
        if (!isAttachedEquals(i))
            continue;
        std::size_t end = i + 1;
        while (!endsValue(end))
            ++end;
        if (end == i + 1) {
            if (end == tokens.size() || tokens[end].blank) {
                result.push_back({Vocabulary::kEmpty, 0, 0, false, false});
                changed = true;
            }
            continue;
        }
        const auto value = std::find_if(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1, tokens.begin() + static_cast<std::ptrdiff_t>(end),
                                        [&](const ShapeToken &token) { return isParameter(token); });
        if (value == tokens.begin() + static_cast<std::ptrdiff_t>(end) || end == i + 2 ||
            std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(i), tokens.begin() + static_cast<std::ptrdiff_t>(end),
                        [](const ShapeToken &token) { return token.mask != 0; }))
            continue;
        result.push_back(*value);
        result.back().blank = tokens[i + 1].blank;
        i = end - 1;
        changed = true;
    }
    if (changed)
        tokens.swap(result);
}

// Dates ("Jun 9", "9:15 PM") and quantities ("1.3 MB", "1301 bytes (1.27 KB)").
void ShapeTokeniser::combineQuantities(TokenSequence &tokens) const
{
    std::size_t out = 0;
    const auto has = [&](std::size_t i, Vocabulary::Trait trait) { return i < tokens.size() && m_vocabulary.has(tokens[i].id, trait); };
    const auto parameterAt = [&](std::size_t i) { return i < tokens.size() && isParameter(tokens[i]); };
    const auto is = [&](std::size_t i, char c) { return i < tokens.size() && m_vocabulary.is(tokens[i].id, c); };
    for (std::size_t i = 0; i < tokens.size();) {
        ShapeToken token = tokens[i];
        std::size_t date = i; // "Jul 9", "Mon Jul 9"
        while (m_rules.dates && has(date, Vocabulary::kDateWord) && date + 1 < tokens.size() && tokens[date + 1].blank && date < i + 2)
            ++date;
        if (date > i && parameterAt(date)) {
            const bool blank = token.blank;
            token = tokens[i = date];
            token.blank = blank;
        }
        ++i;
        if (isParameter(token)) {
            while (m_rules.dates && has(i, Vocabulary::kAfterTime) && tokens[i].blank)
                ++i;
            if (m_rules.quantities && has(i, Vocabulary::kUnit)) {
                ++i;
                token.quantity = true;
            }
            // "1301 bytes (1.27 KB)": the same once more.
            if (token.quantity && is(i, '(') && parameterAt(i + 1)) {
                const std::size_t unit = has(i + 2, Vocabulary::kUnit) ? 1 : 0;
                if ((unit > 0 || tokens[i + 1].quantity) && is(i + 2 + unit, ')'))
                    i += 3 + unit;
            }
        }
        tokens[out++] = token;
    }
    tokens.resize(out);
}

// Parameters bound by separators ("10.0.0.1:80", "rdd_1/2") and lists of parameters are one.
void ShapeTokeniser::combineNeighbours(TokenSequence &tokens) const
{
    std::size_t out = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        ShapeToken token = tokens[i];
        if (isParameter(token)) {
            if (m_rules.signs && out > 0 && !token.blank && (m_vocabulary.is(tokens[out - 1].id, '#') || m_vocabulary.is(tokens[out - 1].id, '$'))) {
                --out;
                token.blank = tokens[out].blank;
            }
            for (std::size_t gap = 0; gap <= 2; ++gap) {
                if (out < gap + 1 || !isParameter(tokens[out - gap - 1]))
                    continue;
                bool glued = m_rules.gluedValues && !token.blank;
                const bool list = m_rules.lists && gap == 1 && token.blank && m_vocabulary.is(tokens[out - 1].id, ',') && !tokens[out - 1].blank;
                for (std::size_t k = 1; k <= gap; ++k)
                    glued = glued && !tokens[out - k].blank && m_vocabulary.has(tokens[out - k].id, Vocabulary::kGlue);
                const bool kin = gap == 0 && token.blank && token.kin != 0 && token.kin == tokens[out - 1].kin;
                if (glued || list || kin) {
                    out -= gap + 1;
                    const ShapeToken &first = tokens[out];
                    token = {Vocabulary::kParameter, m_raws[first.raws].count >= m_raws[token.raws].count ? first.raws : token.raws,
                             first.kin == token.kin ? first.kin : 0, first.blank, first.generalised || token.generalised, first.quantity || token.quantity};
                    break;
                }
            }
        }
        tokens[out++] = token;
    }
    tokens.resize(out);
}

} // namespace causeway::templates
