#pragma once
// Above the canvas: which variant is shown and against which, how services are proposed, how many. GUI thread.

#include <QWidget>

#include "views/boundaries/boundary_desk.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QToolButton;

namespace causeway::views {

class BoundaryBar : public QWidget {
    Q_OBJECT
public:
    BoundaryBar(BoundaryDesk &desk, QWidget *parent);
    [[nodiscard]] QComboBox &variant() { return *m_variant; }
    [[nodiscard]] QComboBox &compared() { return *m_compared; }
    [[nodiscard]] QComboBox &start() { return *m_start; }
    [[nodiscard]] QComboBox &method() { return *m_method; }
    [[nodiscard]] QSlider &k() { return *m_k; }
    [[nodiscard]] QLabel &kText() { return *m_kText; }
    [[nodiscard]] QDoubleSpinBox &weight(boundaries::Layer layer) { return *m_weights[static_cast<std::size_t>(layer)]; }
    [[nodiscard]] QPushButton &learn() { return *m_learn; }
    [[nodiscard]] QLabel &learned() { return *m_learnedText; }
    [[nodiscard]] QLineEdit &search() { return *m_search; }

private:
    void buildWeights();
    void followTree();
    void followSettings();
    void followData();
    void followMoves();
    void followEffects();

    BoundaryDesk &m_desk;
    QComboBox *m_variant, *m_compared, *m_start, *m_method;
    QSlider *m_k;
    QLabel *m_kText;
    QToolButton *m_layers, *m_propose;
    QLineEdit *m_search;
    QPushButton *m_learn = nullptr;
    QLabel *m_learnedText = nullptr;
    std::array<QDoubleSpinBox *, boundaries::kLayers> m_weights{};
    std::array<QLabel *, boundaries::kLayers> m_effects{}; // what they count for, where that is something else
    bool m_following = false;
};

} // namespace causeway::views
