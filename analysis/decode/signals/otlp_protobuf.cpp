// The structure around OTLP's elements in protobuf: the body of a request (Export{Trace,Logs,Metrics}ServiceRequest), or
// several, each behind its length in 4 bytes, big-endian, as OpenTelemetry's file exporter writes them. In all three
// { resource entry = 1 { resource = 1, scope entry = 2 { scope = 1, element = 2 } } }.

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/core/limits.h"
#include "analysis/decode/signals/otlp_proto_element.h"
#include "analysis/decode/signals/signal_decoders.h"

namespace causeway::decode {

namespace {

constexpr std::uint64_t kEndless = ~std::uint64_t{0};
constexpr char kFirstByte = 0x0a; // field 1, a message

class OtlpProtobuf final : public SignalDecoder {
public:
    explicit OtlpProtobuf(SignalSink &sink) : m_sink(sink), m_context(sink), m_reader(sink, m_context) {}
    Result<void> feed(std::string_view piece) override;
    Result<SignalEnd> finish() override;

private:
    enum class State : std::uint8_t { Start, Frame, Tag, Length, Varint, Skip, Whole, Damaged };

    Result<void> foreign() const
    {
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The document is not OTLP in protobuf")), Message(CAUSEWAY_TEXT("nothing in it is what the format tells")));
    }
    void byte(char c);
    void tag(std::uint64_t number);
    void length(std::uint64_t size);
    void whole(std::string_view bytes);
    void closeEnds();
    void damage(std::uint64_t offset);
    // A varint byte by byte. true: complete.
    bool collect(char c);

    SignalSink &m_sink;
    OtlpContext m_context;
    OtlpProtoReader m_reader;
    State m_state = State::Start;
    std::vector<std::uint64_t> m_ends; // of the request, resource entry, scope entry that are open
    std::uint64_t m_offset = 0;        // of the byte that comes next
    std::uint64_t m_until = 0;         // end of what is skipped or taken as a whole
    std::uint64_t m_from = 0;          // its begin
    std::uint64_t m_varint = 0;
    unsigned m_shift = 0;
    unsigned m_frameBytes = 0;
    std::uint64_t m_field = 0;
    bool m_framed = false, m_recognised = false;
    std::string m_held;
    std::int64_t m_damagedAt = -1;
};

bool OtlpProtobuf::collect(char c)
{
    const auto bits = static_cast<std::uint64_t>(static_cast<unsigned char>(c) & 0x7f);
    if (m_shift >= 64 || (m_shift == 63 && bits > 1)) {
        damage(m_offset);
        return false;
    }
    m_varint |= bits << m_shift;
    m_shift += 7;
    return (static_cast<unsigned char>(c) & 0x80) == 0;
}

// In frames the next one can be found: the rest of this one is passed over.
void OtlpProtobuf::damage(std::uint64_t offset)
{
    m_held.clear();
    if (!m_framed || m_ends.empty()) {
        m_state = State::Damaged;
        m_damagedAt = static_cast<std::int64_t>(offset);
        return;
    }
    m_sink.skipped(Message(CAUSEWAY_TEXT("the rest of a message is damaged")), {offset, 0});
    m_until = m_ends.front();
    m_ends.resize(1);
    m_state = State::Skip;
}

void OtlpProtobuf::tag(std::uint64_t number)
{
    m_field = number >> 3;
    if (m_field == 0 || m_field > 0x1fffffff) {
        damage(m_offset);
        return;
    }
    m_from = m_offset + 1;
    switch (number & 7) {
    case 0: m_state = State::Varint; break;
    case 1: length(8), m_field = 0; break;
    case 2: m_state = State::Length; break;
    case 5: length(4), m_field = 0; break;
    default: damage(m_offset);
    }
    m_varint = m_shift = 0;
}

// A field of so many bytes begins behind the current byte.
void OtlpProtobuf::length(std::uint64_t size)
{
    m_from = m_offset + 1;
    const bool lengthDelimited = m_state == State::Length;
    m_until = m_from + size;
    m_varint = m_shift = 0;
    if (size > (kEndless >> 1) || m_until > m_ends.back()) {
        damage(m_offset);
        return;
    }
    const std::size_t level = m_ends.size();
    if (lengthDelimited && ((m_field == 1 && level == 1) || (m_field == 2 && level == 2))) {
        m_ends.push_back(m_until);
        m_state = State::Tag;
        level == 1 ? m_context.clearResource() : m_context.clearScope();
        m_recognised = true;
    } else if (lengthDelimited && (m_field == 1 || m_field == 2) && level >= 2) {
        m_state = State::Whole;
        if (size > limits::kSignalElementBytes) {
            m_sink.skipped(Message(CAUSEWAY_TEXT("an element is longer than %1"), Bytes{limits::kSignalElementBytes}), {m_from, 0});
            m_state = State::Skip;
        }
    } else
        m_state = State::Skip;
}

void OtlpProtobuf::whole(std::string_view bytes)
{
    const SignalPlace place{m_from, 0};
    if (m_ends.size() == 2)
        m_reader.resource(bytes, place);
    else if (m_field == 1)
        m_reader.scope(bytes, place);
    else
        m_reader.element(bytes, place);
}

// Behind a field: what ends here is left.
void OtlpProtobuf::closeEnds()
{
    m_state = State::Tag;
    m_varint = m_shift = 0;
    while (!m_ends.empty() && m_ends.back() == m_offset)
        m_ends.pop_back();
    if (m_ends.empty()) {
        m_state = State::Frame;
        m_frameBytes = 0;
    }
}

void OtlpProtobuf::byte(char c)
{
    switch (m_state) {
    case State::Frame:
        m_varint = m_varint << 8 | static_cast<unsigned char>(c);
        if (++m_frameBytes < 4)
            break;
        m_ends.assign(1, m_offset + 1 + m_varint);
        m_state = State::Tag;
        m_varint = m_shift = 0;
        break;
    case State::Tag:
        if (collect(c))
            tag(m_varint);
        break;
    case State::Length:
        if (collect(c))
            length(m_varint);
        break;
    case State::Varint:
        if (collect(c))
            m_state = State::Tag, m_varint = m_shift = 0;
        break;
    default: break;
    }
    ++m_offset;
    if (m_state == State::Tag && m_shift == 0)
        closeEnds();
    else if (m_state != State::Frame && m_state != State::Damaged && m_state != State::Skip && m_state != State::Whole && !m_ends.empty() && m_offset >= m_ends.back())
        damage(m_offset); // a field that its message cuts off
}

Result<void> OtlpProtobuf::feed(std::string_view piece)
{
    while (!piece.empty() && m_state != State::Damaged) {
        if (m_state == State::Start) {
            m_framed = piece.front() != kFirstByte;
            m_state = m_framed ? State::Frame : State::Tag;
            if (!m_framed)
                m_ends.push_back(kEndless);
        }
        if (m_state == State::Skip || m_state == State::Whole) {
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), m_until - m_offset));
            const bool complete = m_offset + size == m_until;
            if (m_state == State::Whole) {
                if (!complete || !m_held.empty())
                    m_held.append(piece.data(), size);
                if (complete)
                    whole(m_held.empty() ? piece.substr(0, size) : std::string_view(m_held));
                if (complete)
                    m_held.clear();
            }
            piece.remove_prefix(size);
            m_offset += size;
            if (complete)
                closeEnds();
            continue;
        }
        byte(piece.front());
        piece.remove_prefix(1);
        if (m_state == State::Whole && m_until == m_offset) {
            whole({});
            closeEnds();
        } else if (m_state == State::Skip && m_until == m_offset)
            closeEnds();
    }
    if (m_state == State::Damaged && !m_recognised)
        return foreign();
    return {};
}

Result<SignalEnd> OtlpProtobuf::finish()
{
    if (!m_recognised)
        return failure(foreign().error());
    if (m_damagedAt >= 0)
        return SignalEnd{m_damagedAt, Message(CAUSEWAY_TEXT("a message is damaged"))};
    const bool closed = m_framed ? m_state == State::Frame && m_frameBytes == 0 : m_state == State::Tag && m_ends.size() == 1 && m_shift == 0;
    if (closed)
        return SignalEnd{};
    return SignalEnd{static_cast<std::int64_t>(m_offset), Message(CAUSEWAY_TEXT("the document breaks off"))};
}

} // namespace

SignalDecoderPtr makeOtlpProtobuf(SignalSink &sink, const SignalOptions &) { return std::make_unique<OtlpProtobuf>(sink); }

} // namespace causeway::decode
