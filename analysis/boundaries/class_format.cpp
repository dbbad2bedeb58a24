// Which kind of file about classes it is.

#include <algorithm>

#include "analysis/boundaries/class_file_parts.h"
#include "analysis/boundaries/class_names.h"

namespace causeway::boundaries {

namespace {

constexpr std::size_t kLooked = 50; // lines

// A reader of the beginning of a JSON document, which may break off anywhere.
class Head {
public:
    explicit Head(std::string_view text) : m_rest(text) {}
    char next() // without taking it; 0 at the end
    {
        const std::size_t at = m_rest.find_first_not_of(" \t\r\n");
        m_rest = at == std::string_view::npos ? std::string_view() : m_rest.substr(at);
        return m_rest.empty() ? '\0' : m_rest.front();
    }
    bool take(char c)
    {
        if (next() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    std::optional<std::string_view> text()
    {
        if (!take('"'))
            return std::nullopt;
        for (std::size_t i = 0; i < m_rest.size(); ++i) {
            if (m_rest[i] == '\\')
                ++i;
            else if (m_rest[i] == '"') {
                const std::string_view out = m_rest.substr(0, i);
                m_rest.remove_prefix(i + 1);
                return out;
            }
        }
        return std::nullopt;
    }
    bool integer()
    {
        if (next() == '\0')
            return false;
        const std::size_t end = std::min(m_rest.find_first_not_of("0123456789"), m_rest.size());
        m_rest.remove_prefix(end);
        return end > 0 && (next() == ',' || next() == '}');
    }

private:
    std::string_view m_rest;
};

bool isDigits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos; }
bool isPair(std::string_view text) { return text.find("--") != std::string_view::npos && text.find(' ') == std::string_view::npos; }

std::string_view jsonFormatOf(std::string_view text)
{
    Head head(text);
    if (!head.take('{'))
        return {};
    const auto key = head.text();
    if (!key || !head.take(':'))
        return {};
    if (*key == "partitions" && head.next() == '{')
        return kProposalFormat;
    const char kind = head.next();
    if (kind == '"') {
        const auto value = head.text();
        return value && isDigits(*key) && looksLikeClass(*value) ? std::string_view("class-list") : std::string_view();
    }
    if (kind >= '0' && kind <= '9') {
        if (!head.integer())
            return {};
        return isPair(*key) ? std::string_view("call-volumes") : looksLikeClass(*key) ? kProposalFormat : std::string_view();
    }
    if (kind == '[') {
        head.take('[');
        const auto value = head.text();
        if (!value)
            return {};
        if (value->find(',') != std::string_view::npos && looksLikeClass(value->substr(0, value->find(','))))
            return "call-contexts";
        if (looksLikeClass(*key) && value->find_first_of("{}:") == std::string_view::npos)
            return "class-use-cases";
        return looksLikeClass(*value) ? kProposalFormat : std::string_view();
    }
    if (kind == '{') {
        head.take('{');
        const auto inner = head.text();
        if (!inner || !head.take(':'))
            return {};
        if (*inner == "decomposition" && head.next() == '{')
            return kProposalFormat;
        return isPair(*inner) && head.next() >= '0' && head.next() <= '9' ? std::string_view("call-relations") : std::string_view();
    }
    return {};
}

bool isFlow(std::string_view line)
{
    const auto fields = splitFields(line, 6);
    if (fields.size() != 5 || !isDigits(fields[0]) || fields[0].size() > 19)
        return false;
    return (fields[2].find(" calls ") != std::string_view::npos || fields[2].find(" returns to ") != std::string_view::npos) && fields[3].find(':') != std::string_view::npos && fields[4].find(':') != std::string_view::npos;
}

bool isMethod(std::string_view name) { return looksLikeClass(classOfMethod(name)) && name.find('.') != std::string_view::npos; }

bool isMethodChange(std::string_view line)
{
    const auto fields = splitFields(line, 5);
    return fields.size() == 4 && isDigits(fields[0]) && isMethod(fields[1]) && isMethod(fields[2]) && numberOf(fields[3]);
}

bool isOverlap(std::string_view line)
{
    const auto fields = splitFields(line, 4);
    return fields.size() == 3 && looksLikeClass(fields[0]) && looksLikeClass(fields[1]) && numberOf(fields[2]);
}

// "org.shop.Shop", "OrderForm".
bool isUnmistakable(std::string_view name)
{
    if (name.find('.') != std::string_view::npos)
        return true;
    for (std::size_t i = 1; i < name.size(); ++i)
        if (name[i] >= 'A' && name[i] <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z')
            return true;
    return false;
}

bool isListed(std::string_view line) { return looksLikeClass(line) || isMethod(line); }

} // namespace

std::string_view classFormatOf(std::string_view head, std::string_view)
{
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    if (const std::size_t first = head.find_first_not_of(" \t\r\n"); first == std::string_view::npos)
        return {};
    else if (head[first] == '{')
        return jsonFormatOf(head);
    std::vector<std::string_view> lines;
    const bool whole = !head.empty() && head.back() == '\n';
    std::string_view rest = head, line;
    while (lines.size() < kLooked && nextLine(rest, line))
        if (!line.empty())
            lines.push_back(line);
    if (rest.empty() && !whole && lines.size() > 1)
        lines.pop_back(); // may be torn
    if (lines.empty())
        return {};
    std::string header(lines.front());
    std::ranges::transform(header, header.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (header.find("reference decomposition") != std::string::npos)
        return kProposalFormat;
    const std::span<const std::string_view> all(lines);
    if (pairColumnsOf(lines.front()) && lines.size() > 1 && all.size() >= 2)
        return "class-pairs";
    // Nine of ten: an odd line does not make a file another ("org.shop.package-info").
    const auto each = [&](bool (*is)(std::string_view)) { return 10 * std::ranges::count_if(all, is) >= 9 * std::ssize(all); };
    if (each(isFlow))
        return "call-flow";
    if (each(isMethodChange))
        return "method-changes";
    if (each(isOverlap))
        return "class-overlap";
    // Single words are a list of classes where they are written as such.
    if (lines.size() > 1 && each(isListed) && 2 * std::ranges::count_if(all, isUnmistakable) >= std::ssize(all))
        return "class-list";
    return {};
}

} // namespace causeway::boundaries
