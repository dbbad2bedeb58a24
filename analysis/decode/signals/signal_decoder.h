#pragma once
// The formats of traces, metrics and OTLP logs, and their decoders.

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "analysis/decode/layout.h"
#include "analysis/decode/signals/signal.h"

namespace causeway::decode {

struct SignalOptions {
    // Tells this document from others: formats without trace ids (Chrome traces, call flows) make theirs from it.
    std::uint64_t document = 1;
    // Of metric points that tell no time (Prometheus' exposition): when they were taken. none(): they are skipped.
    TimePoint taken = TimePoint::none();
};

// "otlp-json", "otlp-protobuf" (kind "signals"), "jaeger-json", "zipkin-json", "chrome-trace", "nezha-trace-csv", "call-flow"
// ("traces"), "metrics-csv", "prometheus-text", "prometheus-json" ("metrics").
const std::vector<FormatInfo> &signalFormats();

// The format that a document is of by its first bytes (some KiB; all of it where it is short); nullopt where it is none of
// them. Lines of a log are none, whatever they hold. `start` may end anywhere. fileName: without folders, may be empty.
std::optional<std::string_view> detectSignals(std::string_view start, std::string_view fileName);

// The sink must outlive the decoder. Errors: InvalidInput where there is no such format.
Result<std::unique_ptr<SignalDecoder>> makeSignalDecoder(std::string_view format, SignalSink &sink, const SignalOptions &options = {});

} // namespace causeway::decode
