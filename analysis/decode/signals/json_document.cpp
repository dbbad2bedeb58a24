#include "analysis/decode/signals/json_document.h"

namespace causeway::decode {

Result<void> JsonDocumentDecoder::foreign() const
{
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The document is not %1"), m_format),
                   m_splitter.why().empty() ? Message(CAUSEWAY_TEXT("nothing in it is what the format tells")) : m_splitter.why());
}

Result<void> JsonDocumentDecoder::feed(std::string_view piece)
{
    if (!m_splitter.feed(piece) && !m_recognised)
        return foreign();
    return {};
}

Result<SignalEnd> JsonDocumentDecoder::finish()
{
    const std::int64_t brokenAt = m_splitter.finish();
    atEnd();
    if (!m_recognised)
        return failure(foreign().error());
    return SignalEnd{brokenAt, m_splitter.why()};
}

void JsonDocumentDecoder::tooLong(std::string_view, std::uint64_t offset)
{
    m_sink.skipped(Message(CAUSEWAY_TEXT("an element is longer than %1"), Bytes{limits::kSignalElementBytes}), {offset, 0});
}

void JsonDocumentDecoder::brokenLine(const Message &why, std::uint64_t offset) { m_sink.skipped(why, {offset, 0}); }

} // namespace causeway::decode
