#include "analysis/learn/neural/template_tokens.h"

#include <map>
#include <string>

#include "analysis/detect/wording.h"

namespace causeway::learn {

namespace {

constexpr std::size_t kTokens = 32; // of a template that are read

} // namespace

std::vector<std::string> templateWords(const std::string &text)
{
    std::vector<std::string> out;
    for (std::size_t from = 0; from < text.size() && out.size() < kTokens;) {
        const std::size_t begin = text.find_first_not_of(" \t", from);
        if (begin == std::string::npos)
            break;
        const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
        out.push_back(text.substr(begin, end - begin));
        from = end;
    }
    return out;
}

void describeTokens(const Vocabulary &vocabulary, const detect::KeyNamer &name, SequenceModelShape &shape)
{
    if (shape.attention != Attention::Tiered)
        return;
    std::map<std::string, std::uint32_t> kinds;
    shape.tokenOffsets.assign(1, 0);
    shape.tokens.clear();
    for (std::uint32_t symbol = 0; symbol < vocabulary.size(); ++symbol) {
        // The three that are no template are words that occur in none: a blank cannot.
        std::vector<std::string> own = vocabulary.isKey(symbol) ? templateWords(detect::nameOf(name, vocabulary.key(symbol))) : std::vector<std::string>{" " + std::to_string(symbol)};
        if (own.empty())
            own.emplace_back("  ");
        for (const std::string &word : own)
            shape.tokens.push_back(kinds.emplace(word, static_cast<std::uint32_t>(kinds.size())).first->second);
        shape.tokenOffsets.push_back(static_cast<std::uint32_t>(shape.tokens.size()));
    }
    shape.tokenKinds = static_cast<std::uint32_t>(kinds.size());
}

} // namespace causeway::learn
