#pragma once
// The factories behind makeSignalDecoder().

#include <memory>

#include "analysis/decode/signals/signal_decoder.h"

namespace causeway::decode {

using SignalDecoderPtr = std::unique_ptr<SignalDecoder>;

SignalDecoderPtr makeOtlpJson(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makeOtlpProtobuf(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makeJaegerJson(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makeZipkinJson(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makeChromeTrace(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makeNezhaTraceCsv(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makeMetricsCsv(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makePrometheusText(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makePrometheusJson(SignalSink &sink, const SignalOptions &options);
SignalDecoderPtr makeCallFlow(SignalSink &sink, const SignalOptions &options);

} // namespace causeway::decode
