#pragma once
// Conditions on traces as a person writes them: "service:cart", "operation:GET /cart", "duration>200ms", "duration<2s", "error",
// "http.status_code=500" or "http.status_code:500". Texts with spaces may stand in quotes.

#include <QString>

#include <optional>
#include <vector>

#include "analysis/core/units.h"

namespace causeway::views {

struct TraceCondition {
    enum class Kind : std::uint8_t { Service, Operation, LongerThan, ShorterThan, Errors, Attribute } kind = Kind::Service;
    QString key;          // of an attribute
    QString value;        // service, operation, attribute's value
    std::int64_t ns = 0;  // of LongerThan, ShorterThan
    bool operator==(const TraceCondition &) const = default;

    [[nodiscard]] QString text() const; // as it is written; parsed it gives the same condition
};

// Nothing where it is none; why then says what can be written (translated).
std::optional<TraceCondition> parseTraceCondition(const QString &text, QString *why);
// "200ms", "1.5 s", "2m", "380us", "17" (ms).
std::optional<std::int64_t> parseDuration(const QString &text);

// One more condition: of bounds on the duration there is one each, all others add up.
void addCondition(std::vector<TraceCondition> &conditions, const TraceCondition &condition);

} // namespace causeway::views
