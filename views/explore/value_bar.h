#pragma once
// A value with how often it occurs, as a bar that can be clicked. GUI thread.

#include <QAbstractButton>

namespace causeway::views {

class ValueBar : public QAbstractButton {
    Q_OBJECT
public:
    // share: of the bar's length, 0 … 1. warning: marked as far out.
    ValueBar(const QString &value, const QString &count, double share, bool warning, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QString m_count;
    double m_share;
    bool m_warning;
};

} // namespace causeway::views
