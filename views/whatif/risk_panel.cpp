#include "views/whatif/risk_panel.h"

#include <QLabel>
#include <QListWidget>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "views/shell/action_registry.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/risk_text.h"
#include "views/whatif/scenario_panel.h"

namespace causeway::views {

RiskPanel::RiskPanel(ChartDesk &charts, QWidget *parent)
    : QWidget(parent), m_desk(charts.desk()), m_heading(new QLabel(this)), m_reasons(new QListWidget(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Risk"));
    setObjectName(QStringLiteral("whatif.risk"));
    const QString would = tr("Here you will see how far a change can be relied on: SLOs that are missed or nearly so, services that are too busy, floors that were touched, and what it costs.");
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(theme::kMargin, theme::kGrid, theme::kMargin, 4);
    m_heading->setTextFormat(Qt::PlainText);
    QFont font = m_heading->font();
    font.setWeight(QFont::DemiBold);
    m_heading->setFont(font);
    m_heading->setWordWrap(true);
    m_reasons->setAccessibleName(tr("Reasons"));
    m_reasons->setWordWrap(true);
    m_reasons->setFrameShape(QFrame::NoFrame);
    m_reasons->setSpacing(2);
    column->addWidget(m_heading);
    column->addWidget(m_reasons, 1);
    m_none = makeNoScenario(m_desk, would, this);
    m_wait = new EmptyState(QStringLiteral("whatif"), tr("Risk"), would, this, m_desk.context().actions.action(QStringLiteral("whatif.simulate")));
    for (QWidget *page : {m_page, m_none, static_cast<QWidget *>(m_wait)}) {
        page->setMinimumHeight(72);
        m_stack->addWidget(page);
    }
    setFocusProxy(m_reasons);
    for (const auto signal : {&WhatIfDesk::treeChanged, &WhatIfDesk::chosenChanged, &WhatIfDesk::scenarioChanged, &WhatIfDesk::answerChanged})
        connect(&m_desk, signal, this, &RiskPanel::refresh);
    connect(m_reasons, &QListWidget::itemActivated, this, [&charts](const QListWidgetItem *item) {
        if (const QString service = item->data(Qt::UserRole).toString(); !service.isEmpty())
            charts.desk().chooseService(service.toStdString());
    });
    refresh();
}

void RiskPanel::refresh()
{
    const std::optional<allocate::Risk> &risk = m_desk.risk();
    m_stack->setCurrentWidget(m_desk.rows().empty() ? m_none : !risk ? static_cast<QWidget *>(m_wait) : m_page);
    m_reasons->clear();
    if (!risk)
        return;
    m_heading->setText(riskText(*risk) + (m_desk.isAnswerOfNow() ? QString() : tr(" (of the scenario before it was changed)")));
    for (const allocate::RiskReason &reason : risk->reasons) {
        using Kind = allocate::RiskReason::Kind;
        const bool grave = reason.kind == Kind::ObjectiveMissed;
        auto *item = new QListWidgetItem(QStringLiteral("%1 %2").arg(grave ? QStringLiteral("✕") : reason.kind == Kind::Dearer ? QStringLiteral("▲") : QStringLiteral("!"), text::render(reason.text)), m_reasons);
        item->setForeground(theme::color(grave ? theme::Tone::Error : theme::Tone::Warning));
        // The service it is about, to be shown with its knobs.
        for (const simulate::Service &service : m_desk.answered()->services)
            for (const Message::Argument &argument : reason.text.arguments())
                if (const auto *name = std::get_if<std::string>(&argument); name != nullptr && *name == service.name)
                    item->setData(Qt::UserRole, QString::fromStdString(service.name));
    }
    if (risk->reasons.empty())
        new QListWidgetItem(tr("Objectives hold with their intervals, no service is more than %1 busy, no floor was touched, and it does not cost more.").arg(text::percent(allocate::kBusy)), m_reasons);
}

} // namespace causeway::views
