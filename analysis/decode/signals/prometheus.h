#pragma once
// What Prometheus' formats share.

#include <string>
#include <string_view>
#include <vector>

#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

// One line of the text exposition; views lie in it or in own memory, until the next call.
class PrometheusSample {
public:
    bool parse(std::string_view text);

    std::string_view name;
    std::vector<Attribute> labels;
    double value = 0;
    TimePoint time = TimePoint::none();

private:
    TextArena m_texts;
    std::string m_unescaped;
};

// Sets service (label service, service_name, app or job) and pod (pod, pod_name).
void placeByLabels(MetricPoint &point);

} // namespace causeway::decode
