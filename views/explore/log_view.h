#pragma once
// The log table: up to 4·10⁹ rows with 64-bit positions, painted from the pages that are there. Rows come from a LinePager;
// what is not there yet is painted as a placeholder and filled in when its page arrives. Nothing here waits or reads.
//
// A row is one event: its first physical line, all of them once it is unfolded, wrapped to the width where asked for.
// The position is the row at the top plus the visual line within it; the scroll bar is a scaled picture of it.

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QRawFont>

#include <functional>
#include <memory>
#include <optional>
#include <unordered_set>

#include "views/explore/log_colors.h"
#include "views/explore/log_line_layout.h"
#include "views/models/line_pager.h"
#include "views/models/row_selection.h"

namespace causeway::views {

class HitScrollBar;

// What a table shows beside the events themselves: lines that a detector finds odd, with the reason for the tool tip.
class LogDecorator {
public:
    virtual ~LogDecorator() = default;
    // "" = nothing. GUI thread, while painting: look up, compute nothing.
    [[nodiscard]] virtual QString oddReason(EventId event) const = 0;
};

class LogView : public QAbstractScrollArea {
    Q_OBJECT
public:
    enum Column { GutterColumn, TimeColumn, LevelColumn, OriginColumn, TextColumn, ColumnCount };

    // The pager must outlive the view.
    explicit LogView(LinePager &pager, QWidget *parent = nullptr);
    ~LogView() override;

    [[nodiscard]] LinePager &pager() const { return m_pager; }
    [[nodiscard]] std::uint64_t rowCount() const { return m_pager.size(); }

    // Position.
    [[nodiscard]] std::uint64_t topRow() const { return m_top; }
    [[nodiscard]] int rowsPerPage() const; // rows of one line that fit
    void scrollTo(std::uint64_t row);      // to the top
    void ensureVisible(std::uint64_t row);
    void centreOn(std::uint64_t row);
    [[nodiscard]] std::uint64_t rowAt(const QPoint &viewportPosition) const; // rowCount() where there is none
    [[nodiscard]] QRect rowRect(std::uint64_t row) const; // in the viewport; empty where it is not visible
    [[nodiscard]] int columnLeft(Column column) const;
    [[nodiscard]] int columnWidth(Column column) const;
    [[nodiscard]] QString columnTitle(Column column) const;
    [[nodiscard]] QString cellText(std::uint64_t row, Column column) const; // "" where the row is not there yet
    [[nodiscard]] int headerHeight() const;
    [[nodiscard]] int lineHeight() const { return m_lineHeight; } // of one visual line

    // Current row and selection.
    [[nodiscard]] std::uint64_t currentRow() const { return m_current; } // rowCount() or more: none
    void setCurrentRow(std::uint64_t row); // selects it alone and shows it
    void alsoSelect(std::uint64_t row); // the current row stays
    [[nodiscard]] const RowSelection &selection() const { return m_selection; }
    void selectAll();
    // Copies the original bytes of the selected rows by a job; copied() or copyFailed() follows.
    void copySelection();

    // Look.
    void setWrapping(bool on);
    [[nodiscard]] bool isWrapping() const { return m_wrap; }
    void setUnfolded(std::uint64_t row, bool on);
    void setAllUnfolded(bool on);
    [[nodiscard]] bool isUnfolded(const LogRow &row) const;
    void setColors(const LogColors &colors); // until then those of the palette
    void setBookmarks(std::vector<EventId> events); // rising
    void setDecorator(std::shared_ptr<const LogDecorator> decorator);
    void setScrollMarks(std::vector<double> marks); // positions 0 … 1 of search hits along the scroll bar
    void setPlaceholderText(const QString &text); // shown where there are no rows
    void goToNextBookmark(bool forward);
    [[nodiscard]] static QString timeText(TimePoint time); // in the zone that is shown, to the millisecond
    [[nodiscard]] static QString levelText(Level level);

Q_SIGNALS:
    void currentRowChanged(quint64 row);
    void selectionChanged();
    void rowActivated(quint64 row); // Return or double click
    void bookmarkToggled(causeway::EventId event);
    void goToRequested();
    void wrappingChanged(bool on);
    void contextMenuRequested(quint64 row, const QPoint &globalPosition);
    void copied(quint64 rows, quint64 bytes);
    void copyFailed(const causeway::Error &error);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool viewportEvent(QEvent *event) override;

private:
    friend class LogViewAccessible;
    struct VisibleRow {
        std::uint64_t row = 0;
        int top = 0;    // in the viewport
        int lines = 1;  // visual
    };

    void updateMetrics();
    [[nodiscard]] int visualLines(std::uint64_t row) const; // 1 where it is not there yet
    [[nodiscard]] LogLineLayout layoutOf(const LogRow &row) const;
    [[nodiscard]] int textWidth() const; // of the text column, in the viewport
    [[nodiscard]] std::vector<VisibleRow> visibleRows() const;
    void scrollLines(std::int64_t lines); // visual lines
    void setTop(std::uint64_t row, int line);
    void clampTop();
    void settle();
    void updateScrollBars();
    void requestVisible();
    void moveCurrent(std::uint64_t row, Qt::KeyboardModifiers modifiers);
    void select(std::uint64_t row, Qt::KeyboardModifiers modifiers);
    void notifyAccessible();
    void showToolTip(const QPoint &position, const QPoint &globalPosition);
    void drawCells(QPainter &painter, const QPointF &baseline, QStringView text) const; // plain cells
    [[nodiscard]] int columnBorderAt(const QPoint &position) const; // index of the column left of it, −1

    void paintHeader(QPainter &painter) const;
    void paintRow(QPainter &painter, const VisibleRow &visible) const;
    void paintText(QPainter &painter, const LogRow &row, int left, int top, const QColor &ink, bool selected) const;
    void paintLine(QPainter &painter, const LogRow &row, const LogLineLayout &layout, std::size_t line, int left, int top, const QColor &ink,
                   bool selected) const;
    void paintGutter(QPainter &painter, const LogRow &row, int top, std::optional<QColor> ink) const; // ink: of a selected row
    void paintLevel(QPainter &painter, Level level, int top, bool selected) const;

    LinePager &m_pager;
    HitScrollBar *m_bar;
    std::uint64_t m_top = 0;
    int m_topLine = 0;      // visual line of the top row that is at the top of the view
    int m_wheelRest = 0;    // eighths of a degree not yet scrolled
    std::uint64_t m_current = ~std::uint64_t{0};
    std::uint64_t m_anchor = 0;
    RowSelection m_selection;
    RowSelection m_beforeDrag;
    bool m_dragging = false;
    int m_resizing = -1;    // column whose right border is dragged
    QPoint m_dragPosition;
    QBasicTimer m_autoScroll;
    bool m_forward = true;  // direction of the last movement: where to prefetch
    bool m_settingBar = false;
    bool m_atEnd = false;   // the last row is at the bottom, and stays there when pages turn out taller
    bool m_followCurrent = false; // the same of the current row, until somebody scrolls

    bool m_wrap = false;
    bool m_allUnfolded = false;
    std::unordered_set<std::uint64_t> m_folding; // events that differ from m_allUnfolded
    int m_lineHeight = 16;
    int m_ascent = 12;
    qreal m_advance = 8;    // of one character cell
    QRawFont m_rawFont;     // for plain cells, which need no shaping
    std::array<quint32, 128> m_glyphs{};
    std::array<int, ColumnCount> m_widths{};
    LogColors m_colors;
    bool m_ownColors = false;
    mutable int m_widest = 0; // pixels of the widest line painted so far: range of the horizontal bar
    std::vector<EventId> m_bookmarks;
    std::shared_ptr<const LogDecorator> m_decorator;
    QString m_placeholder;
    CancelToken m_copy;
};

} // namespace causeway::views
