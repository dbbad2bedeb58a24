#include "views/whatif/knob_panel.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSlider>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/whatif/whatif_text.h"

namespace causeway::views {

using engine::Knob;

namespace {

constexpr int kSteps = 1000; // of a slider whose values are not whole

int decimals(double reach) { return reach >= 100 ? 1 : reach >= 10 ? 2 : 3; }

} // namespace

KnobPanel::KnobPanel(WhatIfDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_title(new ElidedLabel(this)), m_first(new QLabel(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this))
{
    setAccessibleName(tr("Knobs of the service"));
    build();
    auto *none = new EmptyState(QStringLiteral("whatif"), tr("Choose a service in the graph"), tr("Here you turn its replicas, servers, load, speed, failures and price; the answer follows at once."), this);
    m_none = none;
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    for (const auto signal : {&WhatIfDesk::serviceChanged, &WhatIfDesk::chosenChanged})
        connect(&desk, signal, this, &KnobPanel::follow);
    connect(&desk, &WhatIfDesk::scenarioChanged, this, &KnobPanel::refresh);
    follow();
}

void KnobPanel::build()
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setAccessibleName(tr("The service that is turned"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(theme::kGrid);
    grid->setVerticalSpacing(theme::kGrid);
    grid->setColumnStretch(0, 1);
    int line = 0;
    for (const Knob knob : engine::kKnobs) {
        Row &row = m_rows[static_cast<std::size_t>(knob)];
        row.label = new QLabel(knobText(knob), m_page);
        row.slider = new QSlider(Qt::Horizontal, m_page);
        row.number = new QDoubleSpinBox(m_page);
        row.number->setKeyboardTracking(false);
        row.number->setSuffix(knobUnit(knob));
        row.number->setAlignment(Qt::AlignRight);
        row.number->setGroupSeparatorShown(true);
        row.number->setFixedWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 15);
        row.label->setBuddy(row.number);
        row.slider->setAccessibleName(knobText(knob));
        row.number->setAccessibleName(tr("%1, as a number").arg(knobText(knob)));
        for (QWidget *widget : {static_cast<QWidget *>(row.label), static_cast<QWidget *>(row.slider), static_cast<QWidget *>(row.number)})
            widget->setToolTip(text::toolTip(knobTip(knob)));
        grid->addWidget(row.label, line, 0);
        grid->addWidget(row.number, line++, 1);
        grid->addWidget(row.slider, line++, 0, 1, 2);
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
    m_first->setTextFormat(Qt::PlainText);
    m_first->setWordWrap(true);
    m_first->setForegroundRole(QPalette::PlaceholderText);
    m_first->setText(tr("This is a first scenario: what you turn changes how things are said to be. Fork it to see before and after."));
    auto *fork = new QToolButton(m_page);
    fork->setDefaultAction(m_desk.context().actions.action(QStringLiteral("whatif.fork")));
    fork->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);

    auto *content = new QWidget(m_page);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(theme::kMargin, theme::kMargin, theme::kMargin, theme::kMargin);
    column->setSpacing(theme::kGrid);
    column->addWidget(m_title);
    column->addLayout(grid);
    column->addSpacing(theme::kGrid);
    column->addWidget(m_first);
    column->addWidget(fork, 0, Qt::AlignLeft);
    column->addStretch(1);
    auto *scroll = new QScrollArea(m_page);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(scroll);
}

bool KnobPanel::showsKnobs() const { return m_stack->currentWidget() == m_page; }

void KnobPanel::follow()
{
    for (Row &row : m_rows)
        row.reach = 0;
    refresh();
}

void KnobPanel::refresh()
{
    const auto service = m_desk.service();
    if (!service) {
        m_stack->setCurrentWidget(m_none);
        return;
    }
    m_stack->setCurrentWidget(m_page);
    m_filling = true;
    const simulate::Scenario &scenario = *m_desk.scenario();
    m_title->setText(text::fromBytes(scenario.services[*service].name));
    m_first->setVisible(m_desk.baselineId() == 0);
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
