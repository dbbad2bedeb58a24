#include "analysis/decode/key_values.h"

#include <algorithm>

namespace causeway::decode {

std::span<const std::string> keyedTimeSpecs()
{
    static const std::vector<std::string> kSpecs = [] {
        std::vector<std::string> specs{"%Es", "%Em", "%Eu", "%En"};
        const auto machine = machineTimeSpecs();
        specs.insert(specs.end(), machine.begin(), machine.end());
        specs.insert(specs.end(), {"%d/%b/%Y:%H:%M:%S %z", "%Y/%m/%d %H:%M:%S%.f"});
        return specs;
    }();
    return kSpecs;
}

bool readKeyedTime(TimeReader &times, std::string_view text, bool isText, Record &record)
{
    if (text.empty())
        return false;
    const auto *const end = std::find_if(text.begin(), text.end(), [](char c) { return !isDigit(c); });
    const auto digits = static_cast<std::size_t>(end - text.begin());
    const bool number = digits == text.size() || *end == '.';
    // Seconds have ten digits (2001 to 2286), milli-, micro- and nanoseconds three more each; any other number is no time.
    if (number && digits != 10 && digits != 13 && digits != 16 && digits != 19)
        return false;
    if (!number && !isText)
        return false;
    const auto specs = times.formats();
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const std::string &spec = specs[i].spec();
        const bool epoch = spec.size() == 3 && spec[1] == 'E';
        if (epoch != number && spec != "%s")
            continue;
        if (epoch && spec[2] != (digits == 10 ? 's' : digits == 13 ? 'm' : digits == 16 ? 'u' : 'n'))
            continue;
        if (times.wholeWith(i, text, record))
            return true;
    }
    return false;
}

Level KeyedDecoder::level(std::string_view text, bool isText)
{
    if (text.empty() || text.size() > 15)
        return Level::Unknown;
    if (!isDigit(text[0]))
        return isText ? m_levels.of(text) : Level::Unknown;
    if (text.size() == 1 && !isText && m_table.smallLevels() == SmallLevels::Nextcloud)
        return text[0] < '5' ? static_cast<Level>(text[0] - '0' + static_cast<int>(Level::Debug)) : Level::Unknown;
    if (text.size() == 1 && (isText || m_table.smallLevels() == SmallLevels::Syslog)) {
        static constexpr std::array<Level, 8> kSeverities{Level::Fatal, Level::Fatal, Level::Fatal, Level::Error, Level::Warning, Level::Info, Level::Info, Level::Debug};
        return text[0] < '8' ? kSeverities[static_cast<std::size_t>(text[0] - '0')] : Level::Unknown;
    }
    if (text.size() == 2 && text[1] == '0' && text[0] >= '1' && text[0] <= '6')
        return static_cast<Level>(text[0] - '0'); // 10 trace … 60 fatal, in the order of Level
    // Monolog counts in hundreds, with notice at 250 and alert at 550.
    if (text.size() == 3 && (text.substr(1) == "00" || text.substr(1) == "50")) {
        static constexpr std::array<Level, 6> kHundreds{Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Fatal, Level::Fatal};
        return text[0] >= '1' && text[0] <= '6' ? kHundreds[static_cast<std::size_t>(text[0] - '1')] : Level::Unknown;
    }
    return Level::Unknown;
}

void KeyedDecoder::addNanos(std::string_view text, Record &record)
{
    std::int64_t nanos = 0;
    if (text.empty() || text.size() > 9 || !std::all_of(text.begin(), text.end(), isDigit))
        return;
    for (const char c : text)
        nanos = nanos * 10 + (c - '0');
    record.time.ns += nanos;
    record.timeCanonical = false;
    record.timeInParts = true;
}

} // namespace causeway::decode
