#pragma once
// A condition of the filter as a rounded chip with × at its right; also the round buttons beside it.

#include <QAbstractButton>

namespace causeway::views {

class ChipButton : public QAbstractButton {
    Q_OBJECT
public:
    enum class Kind : std::uint8_t { Condition, Plain };
    ChipButton(const QString &text, Kind kind, QWidget *parent);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Kind m_kind;
};

} // namespace causeway::views
