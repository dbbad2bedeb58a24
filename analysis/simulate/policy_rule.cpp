#include "analysis/simulate/policy_rule.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace causeway::simulate {

namespace {

constexpr std::array<std::string_view, 6> kWords{"when", "for", "do", "cooldown", "priority", "dry"};

std::string_view trimmed(std::string_view text)
{
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    return from == std::string_view::npos ? std::string_view() : text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

// The next word outside of parentheses and quotes that is one of ours, from `at` on.
std::size_t nextWord(std::string_view text, std::size_t at, std::string_view &word)
{
    int depth = 0;
    bool quoted = false;
    for (; at < text.size(); ++at) {
        const char c = text[at];
        quoted ^= c == '"';
        if (!quoted)
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        const auto blank = [&](std::size_t i) { return i >= text.size() || std::string_view(" \t\r\n").find(text[i]) != std::string_view::npos; };
        if (quoted || depth > 0 || (at > 0 && !blank(at - 1)))
            continue;
        for (const std::string_view one : kWords)
            if (text.substr(at, one.size()) == one && blank(at + one.size())) {
                word = one;
                return at;
            }
    }
    return std::string_view::npos;
}

std::optional<double> numberOf(std::string_view text)
{
    double out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && std::isfinite(out) ? std::optional(out) : std::nullopt;
}

std::string written(double value)
{
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

} // namespace

Result<PolicyRule> parseRule(std::string_view text)
{
    const Message hint(CAUSEWAY_TEXT("Write it as: when utilisation(order) > 0.8 for 30 do add_replicas(order, 1) cooldown 60 priority 5"));
    const auto wrong = [&](Message why) { return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The rule cannot be used")), std::move(why), hint); };
    PolicyRule out;
    std::array<bool, kWords.size()> seen{};
    std::string_view word;
    std::size_t at = nextWord(text, 0, word);
    if (at == std::string_view::npos || !trimmed(text.substr(0, at)).empty() || word != "when")
        return wrong(Message(CAUSEWAY_TEXT("it does not begin with “when”")));
    while (at != std::string_view::npos) {
        const std::string_view name = word;
        const std::size_t from = at + name.size();
        at = nextWord(text, from, word);
        const std::string_view value = trimmed(text.substr(from, at == std::string_view::npos ? at : at - from));
        const auto which = static_cast<std::size_t>(std::find(kWords.begin(), kWords.end(), name) - kWords.begin());
        if (seen[which])
            return wrong(Message(CAUSEWAY_TEXT("“%1” is there twice"), name));
        seen[which] = true;
        if (name == "dry") {
            if (!value.empty())
                return wrong(Message(CAUSEWAY_TEXT("“%1” follows “dry”"), value));
            out.dry = true;
        } else if (value.empty())
            return wrong(Message(CAUSEWAY_TEXT("nothing follows “%1”"), name));
        else if (name == "when")
            out.when = value;
        else if (name == "do")
            out.action = value;
        else {
            const bool time = name != "priority";
            const auto number = numberOf(time && value.back() == 's' ? trimmed(value.substr(0, value.size() - 1)) : value);
            if (!number)
                return wrong(Message(CAUSEWAY_TEXT("“%1” after “%2” is no number"), value, name));
            (name == "for" ? out.forS : name == "cooldown" ? out.cooldownS : out.priority) = *number;
        }
    }
    if (!seen[2])
        return wrong(Message(CAUSEWAY_TEXT("it does not say what to “do”")));
    return out;
}

std::string toText(const PolicyRule &rule)
{
    std::string out = "when " + rule.when;
    if (rule.forS != 0)
        out += " for " + written(rule.forS);
    out += " do " + rule.action;
    if (rule.cooldownS != 0)
        out += " cooldown " + written(rule.cooldownS);
    if (rule.priority != 0)
        out += " priority " + written(rule.priority);
    return out + (rule.dry ? " dry" : "");
}

} // namespace causeway::simulate
