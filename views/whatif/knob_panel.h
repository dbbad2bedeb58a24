#pragma once
// The knobs of the chosen service in a strip: a slider and a number each. Where none is chosen it says so in a line.

#include <QWidget>

#include <array>

#include "views/whatif/whatif_desk.h"

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace causeway::views {

class ElidedLabel;

class KnobPanel : public QWidget {
    Q_OBJECT
public:
    KnobPanel(WhatIfDesk &desk, QWidget *parent);
    [[nodiscard]] QSlider &slider(engine::Knob knob) { return *m_rows[static_cast<std::size_t>(knob)].slider; }
    [[nodiscard]] QDoubleSpinBox &number(engine::Knob knob) { return *m_rows[static_cast<std::size_t>(knob)].number; }
    [[nodiscard]] bool showsKnobs() const;

protected:
    void resizeEvent(QResizeEvent *event) override; // as many in a row as there is room for

private:
    struct Row {
        QWidget *cell = nullptr;
        QLabel *label = nullptr;
        QSlider *slider = nullptr;
        QDoubleSpinBox *number = nullptr;
        double reach = 0;   // the value at the slider's right end; stays while it is turned
        bool whole = false; // a step of the slider is 1
    };
    void build();
    void follow();  // another service or scenario: where sliders end
    void refresh(); // values
    void turn(engine::Knob knob, double value);

    WhatIfDesk &m_desk;
    std::array<Row, engine::kKnobs.size()> m_rows{};
    ElidedLabel *m_title;
    QWidget *m_strip, *m_fork;
    bool m_filling = false;
};

} // namespace causeway::views
