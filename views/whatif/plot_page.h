#pragma once
// What every picture of What-if is on: its controls above, the picture or its table, a line about it below; saved as PNG, SVG or CSV. While
// there is no scenario, or nothing computed, it says so with the next step. GUI thread.

#include <QWidget>

#include <memory>
#include <mutex>
#include <utility>

#include "views/charts/plot_table.h"
#include "views/charts/plot_view.h"
#include "views/whatif/whatif_desk.h"

class QPushButton;
class QStackedLayout;
class QTableView;
class QTimer;
class QToolButton;

namespace causeway::views {

class ElidedLabel;
class EmptyState;
class FlowLayout;

class PlotPage : public QWidget {
    Q_OBJECT
public:
    // name: of objects and files ("tornado"); would: what would be here, in a sentence.
    PlotPage(WhatIfDesk &desk, const QString &name, const QString &title, const QString &would, QWidget *parent);
    [[nodiscard]] PlotView &view() const { return *m_view; }
    [[nodiscard]] QTableView &table() const { return *m_table; }
    [[nodiscard]] PlotTable &model() const { return *m_model; }
    [[nodiscard]] ElidedLabel &line() const { return *m_line; }
    [[nodiscard]] QPushButton &runButton() const { return *m_run; }
    [[nodiscard]] const std::shared_ptr<const Plot> &plot() const { return m_view->plot(); }
    [[nodiscard]] bool showsPlot() const;
    void exportTo(const QString &path);

Q_SIGNALS:
    void exported(const QString &path);

protected:
    void addControl(QWidget *widget); // before the buttons
    // What the button says; again: where something is shown that is of another scenario, or may be added to.
    void setRunText(const QString &text, const QString &again);
    void present(Plot plot, const QString &line);
    // Nothing is shown: why, instead of what would be.
    void showNothing(const QString &text = {});
    // While it is computed the button stops it; so does what takes the chosen scenario away, of which it is (ofScenario).
    void setRunning(bool running, bool ofScenario = true);
    [[nodiscard]] ScenarioId runningOf() const { return m_running ? m_runningOf : 0; } // 0: nothing runs, or it is of none
    // Of which scenario, by its document as it was run, what is presented is: stale where another is chosen, or it or what is approved of it was
    // changed since, which is said.
    void setOf(ScenarioId id, const std::string &document);
    virtual void run() = 0;
    virtual void stop() = 0;
    WhatIfDesk &m_desk;

private:
    void askExport();
    void showState();
    void judge();
    QString m_name, m_would, m_runText, m_againText;
    FlowLayout *m_bar;
    PlotView *m_view;
    QTableView *m_table;
    PlotTable *m_model;
    ElidedLabel *m_line;
    QPushButton *m_run;
    QToolButton *m_asTable, *m_save;
    QStackedLayout *m_stack, *m_inner;
    QWidget *m_page, *m_none, *m_pictures;
    EmptyState *m_wait;
    QString m_said;
    ScenarioId m_ofId = 0, m_runningOf = 0; // 0: of none
    std::string m_ofDocument;
    bool m_running = false, m_stale = false, m_has = false;
};

// The newest part of an answer, handed from the thread that computes to the window, which looks for it now and then.
template <typename T>
class Parts {
public:
    void put(const T &part)
    {
        const std::lock_guard lock(m_mutex);
        m_part = std::make_shared<const T>(part);
    }
    [[nodiscard]] std::shared_ptr<const T> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_part, nullptr);
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<const T> m_part;
};

} // namespace causeway::views
