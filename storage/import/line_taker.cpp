#include "storage/import/line_taker.h"

#include "analysis/decode/layout.h"

namespace causeway::storage {

namespace {

constexpr std::size_t kBlockBytes = 8u << 20;
constexpr std::size_t kBlockLines = 60'000;
constexpr std::size_t kSampledLines = 8192;

} // namespace

Result<void> LineTaker::take(std::string &lines, const Job &job)
{
    if (lines.empty())
        return {};
    if (m_encoder == nullptr) {
        std::vector<std::string_view> sample;
        for (std::size_t at = 0; at < lines.size() && sample.size() < kSampledLines;) {
            const std::size_t end = lines.find('\n', at);
            sample.push_back(std::string_view(lines).substr(at, end - at));
            at = end + 1;
        }
        CAUSEWAY_ASSIGN(auto layout, decode::adaptLayout({"json-lines", {}, {}, {}}, sample, 1970));
        m_layouts.push_back(std::move(layout));
        CAUSEWAY_ASSIGN(m_encoder, BlockEncoder::make(m_layouts, std::nullopt, m_messages));
    }
    // Blocks of whole lines within the bounds of a chunk.
    for (std::size_t at = 0; at < lines.size();) {
        std::size_t end = at;
        for (std::size_t n = 0; n < kBlockLines && end < lines.size() && end - at < kBlockBytes; ++n)
            end = lines.find('\n', end) + 1;
        m_block.assign(lines, at, end - at);
        m_block.append(kBlockPadding, '\0');
        CAUSEWAY_TRY(m_appender.append(m_encoder->encode(std::string_view(m_block).substr(0, end - at), m_appender.context(), job)));
        if (job.isCancelled())
            return failure(cancelled());
        at = end;
    }
    lines.clear();
    return {};
}

} // namespace causeway::storage
