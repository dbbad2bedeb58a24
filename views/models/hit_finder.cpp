#include "views/models/hit_finder.h"

#include <re2/re2.h>

namespace causeway::views {

HitFinder::HitFinder(std::unique_ptr<re2::RE2> regex) : m_regex(std::move(regex)) {}
HitFinder::~HitFinder() = default;

Result<std::shared_ptr<const HitFinder>> HitFinder::make(const SearchPattern &pattern)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_literal(!pattern.regex);
    options.set_case_sensitive(pattern.caseSensitive);
    options.set_max_mem(16 << 20);
    auto regex = std::make_unique<re2::RE2>(pattern.text, options);
    if (!regex->ok())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The pattern cannot be used")), Message(CAUSEWAY_TEXT("%1"), regex->error()));
    return std::shared_ptr<const HitFinder>(new HitFinder(std::move(regex)));
}

void HitFinder::find(std::string_view bytes, std::size_t most, std::vector<ByteRange> &found) const
{
    for (std::size_t begin = 0; begin < bytes.size() && found.size() < most;) {
        std::size_t feed = bytes.find('\n', begin);
        feed = feed == std::string_view::npos ? bytes.size() : feed;
        std::size_t end = feed;
        if (end > begin && bytes[end - 1] == '\r' && feed < bytes.size())
            --end;
        const std::string_view line = bytes.substr(begin, end - begin);
        re2::StringPiece match;
        for (std::size_t at = 0; at <= line.size() && found.size() < most;) {
            if (!m_regex->Match(re2::StringPiece(line.data(), line.size()), at, line.size(), re2::RE2::UNANCHORED, &match, 1))
                break;
            const auto from = static_cast<std::size_t>(match.data() - line.data());
            if (!match.empty())
                found.push_back({static_cast<std::uint32_t>(begin + from), static_cast<std::uint32_t>(begin + from + match.size())});
            at = match.empty() ? from + 1 : from + match.size();
        }
        begin = feed + 1;
    }
}

} // namespace causeway::views
