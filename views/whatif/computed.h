#pragma once
// What was computed of scenarios, kept by scenario: what is chosen next does not throw it away. GUI thread.

#include <map>
#include <memory>
#include <string>

#include "app/engine/scenarios.h"

namespace causeway::views {

using engine::ScenarioId;
using ScenarioData = std::shared_ptr<const simulate::Scenario>;

template <typename T>
class Computed {
public:
    struct One {
        ScenarioId id = 0;    // 0: nothing was computed
        ScenarioData of;      // the scenario as it was then
        std::string document; // as it was run: with what people approved then
        unsigned replications = 0;
        std::shared_ptr<const T> answer;
    };

    [[nodiscard]] const One &shown() const { return m_shown; }
    [[nodiscard]] ScenarioId runningId() const { return m_running.id; } // of which the newest run is
    // Of which scenario the parts are that take() gets from now on.
    void begin(ScenarioId id, ScenarioData of, std::string document, unsigned replications) { m_running = {id, std::move(of), std::move(document), replications, nullptr}; }
    // Keeps a part or the whole; whether it is what is to be shown: of the chosen one, or of what is shown already.
    bool take(std::shared_ptr<const T> answer, ScenarioId chosen)
    {
        m_running.answer = std::move(answer);
        m_kept[m_running.id] = m_running;
        if (m_running.id != chosen && m_shown.id != 0 && m_shown.id != m_running.id)
            return false;
        m_shown = m_running;
        return true;
    }
    // That of the chosen one where there is one; else what is shown stays. Whether another is shown now.
    bool choose(ScenarioId id)
    {
        const auto kept = m_kept.find(id);
        if (kept == m_kept.end() || m_shown.answer == kept->second.answer)
            return false;
        m_shown = kept->second;
        return true;
    }
    void clear()
    {
        m_kept.clear();
        m_shown = m_running = {};
    }

private:
    std::map<ScenarioId, One> m_kept;
    One m_shown, m_running;
};

} // namespace causeway::views
