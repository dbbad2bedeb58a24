#pragma once
// A session, step by step, beside the graph: play, pause, forward, back, to where it left; its steps as a table. GUI thread.

#include <QWidget>

#include "views/flow/flow_replay.h"
#include "views/models/flow_tables.h"

class QComboBox;
class QSlider;
class QStackedLayout;
class QTableView;

namespace causeway::views {

class ElidedLabel;
class EmptyState;

class FlowReplayPanel : public QWidget {
    Q_OBJECT
public:
    FlowReplayPanel(ViewContext context, FlowReplay &replay, FlowMining &mining, QWidget *parent);
    [[nodiscard]] QTableView &table() { return *m_table; }
    [[nodiscard]] FlowPathModel &model() { return *m_model; }
    [[nodiscard]] QSlider &slider() { return *m_slider; }
    [[nodiscard]] bool showsPath() const;
    [[nodiscard]] QString said() const;

private:
    void takePath();
    void takeStep();

    ViewContext m_context;
    FlowReplay &m_replay;
    FlowMining &m_mining;
    FlowPathModel *m_model;
    QTableView *m_table;
    QSlider *m_slider;
    QComboBox *m_speed;
    ElidedLabel *m_said;
    QStackedLayout *m_stack;
    QWidget *m_page;
    EmptyState *m_empty;
};

} // namespace causeway::views
