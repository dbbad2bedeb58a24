#pragma once
// What the decoders of JSON documents share: feeding the splitter, and telling damage.

#include "analysis/core/limits.h"
#include "analysis/decode/signals/json_splitter.h"
#include "analysis/decode/signals/signal.h"

namespace causeway::decode {

class JsonDocumentDecoder : public SignalDecoder, protected JsonVisitor {
public:
    Result<void> feed(std::string_view piece) override;
    Result<SignalEnd> finish() override;

protected:
    // format: as a person knows it, "OTLP JSON".
    JsonDocumentDecoder(SignalSink &sink, const char *format) : m_sink(sink), m_format(format), m_splitter(*this, limits::kSignalElementBytes) {}

    void tooLong(std::string_view key, std::uint64_t offset) override;
    void brokenLine(const Message &why, std::uint64_t offset) override;
    // Behind the last byte, complete or not.
    virtual void atEnd() {}
    // A member was met that only this format has.
    void recognise() { m_recognised = true; }

    JsonSplitter &splitter() { return m_splitter; }

    SignalSink &m_sink;

private:
    Result<void> foreign() const;

    const char *m_format;
    JsonSplitter m_splitter;
    bool m_recognised = false;
};

} // namespace causeway::decode
