#pragma once
// Rendering of messages, numbers, durations and times in the reader's language and locale. All plain text.

#include <QLocale>
#include <QString>

#include <string_view>

#include "analysis/core/event.h"
#include "analysis/core/result.h"

namespace causeway::views::text {

// The message's text is the key in the translation context "message".
QString render(const Message &message);
// "What: why (place). Hint" in the reader's language.
QString render(const Error &error);

QString number(std::int64_t value);            // 1,234,567
QString number(double value, int digits = 3);  // significant digits
QString percent(double share);                 // 0.998 → 99.8 %
QString duration(Nanos duration);              // 1.24 s
QString bytes(Bytes bytes);                    // 310 MB

// Zone of every time that is shown; UTC or local.
void setUtc(bool utc);
bool isUtc();
QString time(TimePoint time);                  // 2024-03-05 12:04:31.123, as many digits as it has, up to 9
QString timeOfDay(TimePoint time, int digits = 3); // 12:04:31.123
QString timeUtc(TimePoint time);               // for hovering: ISO 8601 with Z
// Short where both ends share a day: "2024-03-05 12:04 – 12:31".
QString range(const TimeRange &range);

QString levelName(Level level);
QString verdictName(Verdict verdict);

// Bytes of a log line as text: invalid UTF-8 and control characters become visible, never rich text.
QString fromBytes(std::string_view bytes);

// For setToolTip(): Qt takes what looks like HTML for rich text; here it stays the plain text it is.
QString toolTip(const QString &plain);

} // namespace causeway::views::text
