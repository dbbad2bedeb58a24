#pragma once
// The services of the chosen scenario as a graph coloured by how busy they are, and below it the knobs of the chosen one.

#include <QWidget>

#include "views/whatif/scenario_picture.h"
#include "views/whatif/whatif_desk.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QStackedLayout;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class GraphLegend;
class GraphView;
class KnobPanel;

class ScenarioGraphPanel : public QWidget {
    Q_OBJECT
public:
    ScenarioGraphPanel(WhatIfDesk &desk, QWidget *parent);
    [[nodiscard]] GraphView &view() { return *m_view; }
    [[nodiscard]] KnobPanel &knobs() { return *m_knobs; }
    [[nodiscard]] ElidedLabel &summary() { return *m_summary; }
    [[nodiscard]] bool showsGraph() const;
    void fit();
    void exportGraph();                 // asks where to
    void exportTo(const QString &path);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void refresh();  // another scenario, or none
    void paintHeat(); // other numbers
    void show(std::shared_ptr<const ScenarioPicture> picture, bool fit);
    void describe();
    void mark();
    void chooseFound();
    [[nodiscard]] std::vector<ServiceHeat> heat() const;

    WhatIfDesk &m_desk;
    GraphLayout *m_layouts;
    GraphView *m_view;
    GraphLegend *m_legend;
    KnobPanel *m_knobs;
    QComboBox *m_heat, *m_source;
    bool m_sourceChosen = false;
    QLineEdit *m_search;
    ElidedLabel *m_summary;
    QLabel *m_unlaid; // why there is no graph
    QStackedLayout *m_stack;
    QWidget *m_page, *m_none;
    EmptyState *m_broken;
    std::shared_ptr<const ScenarioPicture> m_picture;
    GraphLayout::Layout m_layout;
};

} // namespace causeway::views
