#include "tests/bench/drain.h"

#include <algorithm>

namespace causeway::bench {

namespace {

constexpr std::string_view kWildcard = "<*>";

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool hasDigit(std::string_view word) { return std::any_of(word.begin(), word.end(), isDigit); }
bool isWordByte(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

// "size=12," → "size=<*>,"
std::string masked(std::string_view word)
{
    std::string out;
    for (std::size_t at = 0; at < word.size();) {
        std::size_t end = at;
        while (end < word.size() && isWordByte(word[end]))
            ++end;
        if (end == at) {
            out += word[at++];
            continue;
        }
        const std::string_view run = word.substr(at, end - at);
        out += hasDigit(run) ? kWildcard : run;
        at = end;
    }
    return out;
}

} // namespace

Drain::Words Drain::split(std::string_view message) const
{
    Words words;
    constexpr std::string_view kBlanks = " \t\r\n\v\f";
    for (std::size_t at = message.find_first_not_of(kBlanks); at != std::string_view::npos; at = message.find_first_not_of(kBlanks, at)) {
        const std::size_t end = std::min(message.find_first_of(kBlanks, at), message.size());
        const std::string_view word = message.substr(at, end - at);
        words.push_back(m_settings.maskValues ? masked(word) : std::string(word));
        at = end;
    }
    return words;
}

const Drain::Node *Drain::find(const Words &words) const
{
    const auto root = m_roots.find(words.size());
    if (root == m_roots.end())
        return nullptr;
    const Node *node = &root->second;
    for (std::size_t i = 0; i < std::min(m_settings.partingWords, words.size()); ++i) {
        auto child = node->children.find(words[i]);
        if (child == node->children.end())
            child = node->children.find(kWildcard);
        if (child == node->children.end())
            return nullptr;
        node = child->second.get();
    }
    return node;
}

Drain::Node &Drain::insert(const Words &words)
{
    Node *node = &m_roots[words.size()];
    for (std::size_t i = 0; i < std::min(m_settings.partingWords, words.size()); ++i) {
        auto &children = node->children;
        auto child = children.find(words[i]);
        if (child == children.end()) {
            // One place is kept for <*>, which takes what no longer fits.
            const bool wildcard = hasDigit(words[i]) || (children.contains(std::string(kWildcard)) ? children.size() >= m_settings.children
                                                                                                       : children.size() + 1 >= m_settings.children);
            child = children.try_emplace(wildcard ? std::string(kWildcard) : words[i]).first;
            if (!child->second)
                child->second = std::make_unique<Node>();
        }
        node = child->second.get();
    }
    return *node;
}

std::size_t Drain::add(std::string_view message)
{
    Words words = split(message);
    if (const Node *leaf = find(words)) {
        double best = -1;
        std::size_t bestWildcards = 0, found = 0;
        for (const std::size_t group : leaf->groups) {
            const Words &known = m_groups[group];
            std::size_t equal = 0, wildcards = 0;
            for (std::size_t i = 0; i < words.size(); ++i) {
                wildcards += known[i] == kWildcard;
                equal += known[i] != kWildcard && known[i] == words[i];
            }
            const double similarity = words.empty() ? 1 : static_cast<double>(equal) / static_cast<double>(words.size());
            if (similarity > best || (similarity == best && wildcards > bestWildcards)) {
                best = similarity;
                bestWildcards = wildcards;
                found = group;
            }
        }
        if (best >= m_settings.similarity) {
            Words &known = m_groups[found];
            for (std::size_t i = 0; i < words.size(); ++i)
                if (known[i] != words[i])
                    known[i] = kWildcard;
            return found;
        }
    }
    insert(words).groups.push_back(m_groups.size());
    m_groups.push_back(std::move(words));
    return m_groups.size() - 1;
}

} // namespace causeway::bench
