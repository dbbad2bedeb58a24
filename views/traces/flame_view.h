#pragma once
// A flame graph as icicles, callers above. A click goes into a node: it takes the whole width, those above it stay as the way
// back. Arrows go to parent, child and siblings, Return goes into, Backspace out, 0 shows all. GUI thread.

#include <QAbstractScrollArea>

#include <memory>

#include "views/models/flame_layout.h"

namespace causeway::views {

class FlameView : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit FlameView(QWidget *parent);

    void setLayout(std::shared_ptr<const FlameLayout> layout); // nullptr: none
    [[nodiscard]] const std::shared_ptr<const FlameLayout> &layoutShown() const { return m_layout; }
    [[nodiscard]] std::uint32_t current() const { return m_current; }
    [[nodiscard]] std::uint32_t focused() const { return m_focus; } // has the whole width; 0: all
    void goInto(std::uint32_t node);
    void setSearch(const QString &text);
    [[nodiscard]] double shareFound() const { return m_share; } // of the total time below the found nodes; −1: nothing is looked for
    [[nodiscard]] QRectF boxRect(std::uint32_t node) const;     // of the viewport; empty where it is not shown
    [[nodiscard]] QString tipAt(const QPoint &position) const;
    [[nodiscard]] QString nameOf(std::uint32_t node) const;
    [[nodiscard]] QStringList path(std::uint32_t node) const; // of operations, from the root of all

Q_SIGNALS:
    void focusedChanged(quint32 node);
    void currentChanged(quint32 node);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] int boxHeight() const;
    [[nodiscard]] std::uint32_t nodeAt(const QPointF &position) const;
    [[nodiscard]] bool isAbove(std::uint32_t node) const; // of the focused one, or it
    [[nodiscard]] QString facts(std::uint32_t node) const;
    void setCurrent(std::uint32_t node);
    void takeColors();
    void updateBars();

    std::shared_ptr<const FlameLayout> m_layout;
    std::uint32_t m_current = traces::kNone, m_focus = 0;
    QString m_search;
    std::vector<bool> m_found; // by operation
    double m_share = -1;
    std::vector<QColor> m_colors; // by service
};

} // namespace causeway::views
