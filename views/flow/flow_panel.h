#pragma once
// The centre of Flow: how the graph is mined, the graph, its legend; warnings of the miner; what to do where there is none.

#include <QPointer>
#include <QWidget>

#include <memory>

#include "views/flow/flow_mining.h"
#include "views/flow/flow_picture.h"
#include "views/flow/flow_replay.h"
#include "views/graph/graph_layout.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QSpinBox;
class QStackedLayout;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class FlowNotes;
class GraphLegend;
class GraphView;

class FlowPanel : public QWidget {
    Q_OBJECT
public:
    FlowPanel(ViewContext context, FlowMining &mining, FlowReplay &replay, QWidget *parent);
    [[nodiscard]] GraphView &view() { return *m_view; }
    [[nodiscard]] const std::shared_ptr<const FlowPicture> &picture() const { return m_picture; } // that is shown; nullptr
    [[nodiscard]] GraphLayout &layouts() { return *m_layouts; }
    [[nodiscard]] QComboBox &miner() { return *m_miner; }
    [[nodiscard]] QCheckBox &ids() { return *m_ids; }
    [[nodiscard]] QComboBox &component() { return *m_component; }
    [[nodiscard]] QComboBox &compare() { return *m_compare; }
    [[nodiscard]] QSpinBox &fewest() { return *m_fewest; }
    [[nodiscard]] QLineEdit &search() { return *m_search; }
    [[nodiscard]] FlowNotes &notes() { return *m_notes; }
    [[nodiscard]] EmptyState &shownEmptyState() const; // of the page in front; only where it is one
    [[nodiscard]] bool showsGraph() const;
    [[nodiscard]] bool isLayingOut() const { return m_laying; }
    void setCollapsed(bool collapsed); // all chains, or none
    void setByComponent(bool byComponent); // the steps of each are one node
    // The time range that is marked, else filtered to, as A or as B of a comparison.
    void takePeriod(bool isB);
    void compareWithRest();
    [[nodiscard]] bool isCollapsed() const { return m_fold.chains && m_fold.open.empty(); }
    void showInGraph(std::uint32_t node); // of the mined graph
    void showEdge(std::uint32_t edge);     // of the mined graph
    void step(bool forward);              // to the next hit, else the next node
    void exportGraph();
    void exportTo(const QString &path);   // a job
    [[nodiscard]] QMenu *makeMenu();

Q_SIGNALS:
    void pictureChanged(); // or on its way, or not any more
    void edgeOpened();     // an edge was chosen in the graph: what is behind it is asked for

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildBar(QWidget *bar);
    void take();                // what the mining says now
    void takeChoice();
    void lay(bool fit);         // the graph as it is folded
    void show(std::shared_ptr<FlowPicture> picture, bool fit);
    void layoutFailed(const Error &error);
    void toggleChain(std::uint32_t node);
    void mark();                // what is chosen
    void markReplay();
    void seek();                // a line chosen elsewhere brings its node into sight
    void choose(FlowMining::Choice choice);
    [[nodiscard]] std::shared_ptr<FlowPicture> makePicture() const;
    void searched();
    void offerComponents();
    void say(EmptyState *page, const QString &title, const QString &text);
    void paintSummary();

    ViewContext m_context;
    FlowMining &m_mining;
    GraphLayout *m_layouts;
    GraphView *m_view;
    FlowNotes *m_notes;
    GraphLegend *m_legend;
    FlowReplay &m_replay;
    QComboBox *m_miner, *m_component, *m_compare;
    QCheckBox *m_ids;
    QSpinBox *m_fewest;
    QLineEdit *m_search;
    QLabel *m_hits;
    ElidedLabel *m_summary;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_noProject, *m_noEvents, *m_notMined, *m_wait, *m_failed;
    FlowFold m_fold;
    FlowMining::Components m_offered;
    FlowMining::Mined m_laid; // whose picture is shown or on its way
    std::shared_ptr<const FlowPicture> m_picture;
    bool m_laying = false;
    std::optional<std::uint32_t> m_goTo; // node of the graph, once its picture is there
};

} // namespace causeway::views
