#include "views/boundaries/cost_settings_bar.h"

#include <QDoubleSpinBox>
#include <QLabel>

#include "views/shell/flow_layout.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

CostSettingsBar::CostSettingsBar(BoundaryDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    auto *row = new FlowLayout(this, theme::kGrid);
    row->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    setAccessibleName(tr("What the cost is reckoned with"));
    m_network = add(tr("Network"), tr("Of a remote call on its way, there and back"), tr(" ms"), 0, 60'000, 2, 0.1);
    m_packing = add(tr("Packing"), tr("Work of a remote call on its arguments and its answer, half at either side"), tr(" ms"), 0, 60'000, 2, 0.1);
    m_slo = add(tr("SLO"), tr("A request is to be answered within it; the least: 1.2 times the p95 before"), tr(" ms"), 0, 3'600'000, 1, 10);
    m_slo->setSpecialValueText(tr("1.2 × p95"));
    m_busy = add(tr("Busy"), tr("Share of the processors that work before the split"), tr(" %"), 1, 80, 0, 5);
    m_price = add(tr("Price"), tr("Of a processor in an hour"), tr(" /h"), 0, 1e6, 3, 0.01);
    m_carbon = add(tr("Carbon"), tr("Grams of CO₂ for a kWh"), tr(" g/kWh"), 0, 1e6, 0, 50);
    connect(&desk, &BoundaryDesk::costChanged, this, &CostSettingsBar::follow);
    follow();
}

QDoubleSpinBox *CostSettingsBar::add(const QString &name, const QString &tip, const QString &suffix, double least, double most, int decimals, double step)
{
    auto *pair = new QWidget(this);
    auto *row = new QHBoxLayout(pair);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    auto *label = new QLabel(name, pair);
    label->setTextFormat(Qt::PlainText);
    auto *box = new QDoubleSpinBox(pair);
    box->setRange(least, most);
    box->setDecimals(decimals);
    box->setSingleStep(step);
    box->setSuffix(suffix);
    box->setKeyboardTracking(false);
    box->setFixedWidth(12 * fontMetrics().horizontalAdvance(QLatin1Char('0')));
    box->setAccessibleName(tr("%1: %2").arg(name, tip));
    box->setToolTip(text::toolTip(tip));
    label->setToolTip(box->toolTip());
    label->setBuddy(box);
    row->addWidget(label);
    row->addWidget(box);
    layout()->addWidget(pair);
    connect(box, &QDoubleSpinBox::valueChanged, this, &CostSettingsBar::take);
    return box;
}

void CostSettingsBar::follow()
{
    m_following = true;
    const boundaries::CostSettings &settings = m_desk.costSettings();
    for (const auto &[box, value] : {std::pair{m_network, settings.networkS * 1e3}, {m_packing, settings.serialisationS * 1e3}, {m_slo, settings.sloS * 1e3}, {m_busy, settings.utilisation * 100}, {m_price, settings.pricePerH}, {m_carbon, settings.carbonPerKwh}})
        if (!box->hasFocus() || std::abs(box->value() - value) > 1e-9)
            box->setValue(value);
    m_following = false;
}

void CostSettingsBar::take()
{
    if (m_following)
        return;
    boundaries::CostSettings settings = m_desk.costSettings();
    settings.networkS = m_network->value() * 1e-3;
    settings.serialisationS = m_packing->value() * 1e-3;
    settings.sloS = m_slo->value() * 1e-3;
    settings.utilisation = m_busy->value() * 1e-2;
    settings.pricePerH = m_price->value();
    settings.carbonPerKwh = m_carbon->value();
    m_desk.setCostSettings(settings);
}

} // namespace causeway::views
