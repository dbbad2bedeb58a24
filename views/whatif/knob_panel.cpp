#include "views/whatif/knob_panel.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using engine::Knob;

namespace {

constexpr int kSteps = 1000; // of a slider whose values are not whole

int decimals(double reach) { return reach >= 100 ? 1 : reach >= 10 ? 2 : 3; }

} // namespace

KnobPanel::KnobPanel(WhatIfDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk), m_title(new ElidedLabel(this)), m_strip(new QWidget(this))
{
    setAccessibleName(tr("Knobs of the service"));
    build();
    for (const auto signal : {&WhatIfDesk::serviceChanged, &WhatIfDesk::chosenChanged})
        connect(&desk, signal, this, &KnobPanel::follow);
    connect(&desk, &WhatIfDesk::scenarioChanged, this, &KnobPanel::refresh);
    follow();
}

void KnobPanel::build()
{
    m_title->setAccessibleName(tr("The service that is turned"));
    auto *fork = new QToolButton(this);
    fork->setDefaultAction(m_desk.context().actions.action(QStringLiteral("whatif.fork")));
    fork->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fork = fork;
    auto *flow = new FlowLayout(m_strip, theme::kGrid);
    flow->setContentsMargins(0, 0, 0, 0);
    for (const Knob knob : engine::kKnobs) {
        Row &row = m_rows[static_cast<std::size_t>(knob)];
        row.cell = new QWidget(m_strip);
        row.label = new QLabel(knobText(knob), row.cell);
        row.slider = new QSlider(Qt::Horizontal, row.cell);
        row.number = new QDoubleSpinBox(row.cell);
        row.number->setKeyboardTracking(false);
        row.number->setSuffix(knobUnit(knob));
        row.number->setAlignment(Qt::AlignRight);
        row.number->setGroupSeparatorShown(true);
        row.label->setBuddy(row.number);
        row.slider->setAccessibleName(knobText(knob));
        row.number->setAccessibleName(tr("%1, as a number").arg(knobText(knob)));
        auto *column = new QVBoxLayout(row.cell);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(2);
        column->addWidget(row.label);
        column->addWidget(row.number);
        column->addWidget(row.slider);
        flow->addWidget(row.cell);
        connect(row.slider, &QSlider::valueChanged, this, [this, knob](int value) {
            const Row &of = m_rows[static_cast<std::size_t>(knob)];
            if (!m_filling)
                turn(knob, of.whole ? value : of.reach * value / kSteps);
        });
        connect(row.number, &QDoubleSpinBox::valueChanged, this, [this, knob](double value) {
            if (!m_filling)
                turn(knob, value);
        });
    }
    auto *heading = new QHBoxLayout;
    heading->setSpacing(theme::kGrid);
    heading->addWidget(m_title, 1);
    heading->addWidget(m_fork);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(theme::kMargin, 4, theme::kMargin, theme::kMargin);
    page->setSpacing(theme::kGrid);
    page->addLayout(heading);
    page->addWidget(m_strip);
}

// All in one row even in a small window: the graph above needs the height.
void KnobPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0')), knobs = static_cast<int>(m_rows.size());
    const int width = std::clamp((m_strip->width() - (knobs - 1) * theme::kGrid) / knobs, 11 * digit, 18 * digit);
    for (Row &row : m_rows)
        row.cell->setFixedWidth(width);
}

bool KnobPanel::showsKnobs() const { return m_strip->isVisibleTo(this); }

void KnobPanel::follow()
{
    for (Row &row : m_rows)
        row.reach = 0;
    refresh();
}

void KnobPanel::refresh()
{
    const auto service = m_desk.service();
    const bool isFirst = service && m_desk.baselineId() == 0;
    m_strip->setVisible(service.has_value());
    m_fork->setVisible(isFirst);
    if (!service) {
        m_title->setText(tr("Choose a service in the graph to turn its replicas, servers, load, speed, failures and price: the answer follows at once."));
        return;
    }
    m_filling = true;
    const simulate::Scenario &scenario = *m_desk.scenario();
    const QString name = text::fromBytes(scenario.services[*service].name);
    m_title->setText(isFirst ? tr("%1, in a first scenario: what you turn changes how things are said to be. Fork it to see before and after.").arg(name) : tr("%1, in “%2”").arg(name, m_desk.nameOf(m_desk.chosen())));
    for (const Knob knob : engine::kKnobs) {
        Row &row = m_rows[static_cast<std::size_t>(knob)];
        const engine::KnobState state = engine::knobState(scenario, *service, knob);
        row.whole = state.whole;
        if (row.reach == 0 || state.value > row.reach)
            row.reach = state.reach;
        const int least = row.whole ? static_cast<int>(state.least) : 0, most = row.whole ? static_cast<int>(row.reach) : kSteps;
        row.slider->setRange(least, most);
        row.slider->setPageStep(std::max(1, (most - least) / 10));
        row.slider->setValue(row.whole ? static_cast<int>(std::lround(state.value)) : row.reach > 0 ? static_cast<int>(std::lround(state.value / row.reach * kSteps)) : 0);
        row.number->setDecimals(row.whole ? 0 : decimals(row.reach));
        row.number->setRange(state.least, state.most);
        row.number->setSingleStep(row.whole ? 1 : row.reach / 100);
        if (!row.number->hasFocus() || std::abs(row.number->value() - state.value) > row.reach * 1e-6)
            row.number->setValue(state.value);
        const QString whyNot = state.whyNot ? text::render(*state.whyNot) : QString();
        for (QWidget *widget : {static_cast<QWidget *>(row.label), static_cast<QWidget *>(row.slider), static_cast<QWidget *>(row.number)}) {
            widget->setEnabled(!state.whyNot);
            widget->setToolTip(text::toolTip(whyNot.isEmpty() ? knobTip(knob) : knobTip(knob) + QLatin1Char('\n') + whyNot));
        }
    }
    m_filling = false;
}

void KnobPanel::turn(Knob knob, double value)
{
    const auto service = m_desk.service();
    if (!service)
        return;
    const engine::KnobState state = engine::knobState(*m_desk.scenario(), *service, knob);
    value = std::clamp(value, state.least, state.most);
    if (value != state.value)
        m_desk.turn(*service, knob, value);
}

} // namespace causeway::views
