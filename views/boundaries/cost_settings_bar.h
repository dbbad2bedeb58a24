#pragma once
// What the cost of a split is reckoned with: the network, the packing of arguments, the SLO, how busy processors are, prices and carbon.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"

class QDoubleSpinBox;

namespace causeway::views {

class CostSettingsBar : public QWidget {
    Q_OBJECT
public:
    CostSettingsBar(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QDoubleSpinBox &network() { return *m_network; }
    [[nodiscard]] QDoubleSpinBox &slo() { return *m_slo; }

private:
    QDoubleSpinBox *add(const QString &name, const QString &tip, const QString &suffix, double least, double most, int decimals, double step);
    void follow();
    void take();

    BoundaryDesk &m_desk;
    QDoubleSpinBox *m_network, *m_packing, *m_slo, *m_busy, *m_price, *m_carbon;
    bool m_following = false;
};

} // namespace causeway::views
