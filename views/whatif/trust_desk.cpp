#include "views/whatif/trust_desk.h"

#include "app/workspace/workspace.h"

namespace causeway::views {

TrustDesk::TrustDesk(WhatIfDesk &desk, QObject *parent) : QObject(parent), m_desk(desk)
{
    connect(&desk, &WhatIfDesk::scenarioChanged, this, &TrustDesk::changed);
    connect(&desk, &WhatIfDesk::treeChanged, this, [this] {
        if (m_checking && m_desk.isGone(m_checkedId))
            stop();
    });
    connect(&desk.context().workspace, &workspace::Workspace::projectChanged, this, [this] {
        stop();
        m_trust = nullptr;
        m_of = nullptr;
        Q_EMIT changed();
    });
}

void TrustDesk::check()
{
    const auto project = m_desk.context().workspace.data().project;
    const ScenarioData scenario = m_desk.scenario();
    if (project == nullptr || scenario == nullptr)
        return;
    engine::ModelTrustRequest request;
    request.scenario = scenario;
    request.id = m_desk.chosen();
    request.heldOut.replications = m_desk.replications();
    request.heldOut.seed = m_desk.seed();
    m_checking = true;
    m_checkedId = request.id;
    m_desk.context().workspace.jobs().start<TrustData>(
        {.key = "whatif.trust", .title = Message(CAUSEWAY_TEXT("Check how far the model can be trusted"))},
        [project, request](const Job &job) -> Result<TrustData> {
            CAUSEWAY_ASSIGN(engine::ModelTrust trust, engine::modelTrust(*project, request, job));
            return TrustData(std::make_shared<const engine::ModelTrust>(std::move(trust)));
        },
        this,
        [this, scenario](TrustData trust) {
            m_checking = false;
            m_trust = std::move(trust);
            m_of = scenario;
            Q_EMIT changed();
        },
        [this](const Error &error) {
            m_checking = false;
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void TrustDesk::stop()
{
    if (std::exchange(m_checking, false))
        m_desk.context().workspace.jobs().cancelKey("whatif.trust");
    Q_EMIT changed();
}

} // namespace causeway::views
