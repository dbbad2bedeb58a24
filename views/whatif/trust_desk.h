#pragma once
// What is known of how far the model can be trusted: checked by a job when asked for, shared by all that show it. GUI thread.

#include <QObject>

#include "app/engine/model_trust.h"
#include "views/whatif/whatif_desk.h"

namespace causeway::views {

using TrustData = std::shared_ptr<const engine::ModelTrust>;

class TrustDesk : public QObject {
    Q_OBJECT
public:
    TrustDesk(WhatIfDesk &desk, QObject *parent);
    [[nodiscard]] WhatIfDesk &desk() const { return m_desk; }
    void check();                                      // the chosen scenario
    void stop();
    [[nodiscard]] bool isChecking() const { return m_checking; }
    [[nodiscard]] const TrustData &trust() const { return m_trust; }    // nullptr: not checked yet
    [[nodiscard]] const ScenarioData &checked() const { return m_of; }  // of which it is
    [[nodiscard]] bool isOfNow() const { return m_trust != nullptr && m_of == m_desk.scenario(); }

Q_SIGNALS:
    void changed();

private:
    WhatIfDesk &m_desk;
    TrustData m_trust;
    ScenarioData m_of;
    ScenarioId m_checkedId = 0; // that is being checked
    bool m_checking = false;
};

} // namespace causeway::views
